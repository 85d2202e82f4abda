interface LinkProps {
  href: string;
  go: (path: string) => void;
  children: string;
}

/** A link within the site, which the browser need not load anew. */
export function Link({ href, go, children }: LinkProps) {
  return (
    <a
      href={href}
      onClick={(event) => {
        event.preventDefault();
        go(href);
      }}
    >
      {children}
    </a>
  );
}
