import type { ListMessages } from "../en/list.ts";

export const list: ListMessages = {
  more: "عرض المزيد",
  shown: {
    one: () => "عُرض عنصر آخر",
    two: () => "عُرض عنصران آخران",
    few: (count) => `عُرضت ${count} عناصر أخرى`,
    many: (count) => `عُرض ${count} عنصرًا آخر`,
    other: (count) => `عُرض ${count} عنصر آخر`,
  },
};
