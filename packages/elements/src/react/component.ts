import { createComponent, type EventName } from "@lit/react";
import type { LitElement } from "lit";
import * as React from "react";

type Events = Record<string, EventName>;

/** The public properties of an element; its methods are for who holds a ref. */
type Properties<Element extends LitElement> = {
  [Name in Exclude<keyof Element, keyof LitElement> as NonNullable<Element[Name]> extends (...args: never[]) => unknown
    ? never
    : Name]?: Element[Name] | undefined;
};

type Handlers<Element extends LitElement, Heard extends Events> = {
  [Name in keyof Heard]?:
    | ((event: Heard[Name]["__eventType"] & { readonly currentTarget: Element }) => void)
    | undefined;
};

/** A React component for an element: its properties and events as props, and whatever else any tag takes. */
export type ElementComponent<Element extends LitElement, Heard extends Events> = React.ForwardRefExoticComponent<
  Omit<React.HTMLAttributes<Element>, keyof Properties<Element> | keyof Heard> &
    Properties<Element> &
    Handlers<Element, Heard> &
    React.RefAttributes<Element>
>;

interface Options<Element, Heard> {
  tagName: string;
  elementClass: new () => Element;
  events: Heard;
}

export function component<Element extends LitElement, Heard extends Events>(
  options: Options<Element, Heard>,
): ElementComponent<Element, Heard> {
  const Component = createComponent({ react: React, ...options }) as ElementComponent<Element, Heard>;
  if (typeof document !== "undefined") return Component;
  // The tag comes to the browser without its properties and listeners, and wakes up before React brings them. It waits for
  // `createComponent` to take this attribute away: https://github.com/webcomponents-cg/community-protocols/blob/main/proposals/defer-hydration.md
  return React.forwardRef((props, ref) =>
    React.createElement(Component, { ...props, ref, "defer-hydration": "" } as React.ComponentProps<typeof Component>),
  ) as ElementComponent<Element, Heard>;
}
