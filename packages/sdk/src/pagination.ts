/** What a list answers. */
export interface PageBody<Item> {
  data: Item[];
  page: { nextCursor: string | null };
}

/** One page of a list; `for await` over it goes on to the last item of the last page. */
export class Page<Item> implements PageBody<Item>, AsyncIterable<Item> {
  readonly data: Item[];
  /** `nextCursor` is null on the last page. The event feed has no last page: keep its cursor and ask again later. */
  readonly page: { readonly nextCursor: string | null };
  readonly #load: LoadPage<Item>;

  constructor(body: PageBody<Item>, load: LoadPage<Item>) {
    this.data = body.data;
    this.page = body.page;
    this.#load = load;
  }

  /** The page after this one, or null when this is the last. */
  async nextPage(): Promise<Page<Item> | null> {
    const { nextCursor } = this.page;
    return nextCursor === null ? null : new Page(await this.#load(nextCursor), this.#load);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    // The event feed always has a next cursor: there, an empty page means that all has been read.
    for (let page: Page<Item> | null = this; page !== null && page.data.length > 0; page = await page.nextPage()) {
      yield* page.data;
    }
  }
}

/**
 * A list that is on its way: `await` it for its first page, or `for await` over it for every item of every page. Pages are
 * asked for one by one, as the loop reaches them.
 */
export type PageList<Item> = Promise<Page<Item>> & AsyncIterable<Item>;

type LoadPage<Item> = (cursor?: string) => Promise<PageBody<Item>>;

export function paginate<Item>(load: LoadPage<Item>): PageList<Item> {
  const first = load().then((body) => new Page(body, load));
  return Object.assign(first, {
    async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
      yield* await first;
    },
  });
}
