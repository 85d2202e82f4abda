import { LitElement } from "lit";
import { expect, test } from "vitest";
import { property, state } from "./decorators.ts";

class Card extends LitElement {
  @property() name?: string;
  @property({ type: Number, attribute: "heading-level" }) headingLevel = 3;
  @property({ attribute: false }) status?: string;
  @state() private open = false;
  renders = 0;

  protected override render() {
    this.renders++;
    return this.open ? this.name : this.headingLevel;
  }

  toggle(): void {
    this.open = !this.open;
  }
}
customElements.define("test-card", Card);

test("a property follows its attribute, if it has one, and what changes is rendered again", async () => {
  const card = document.createElement("test-card") as Card;
  document.body.append(card);
  expect(Card.observedAttributes).toEqual(["name", "heading-level"]);
  card.setAttribute("heading-level", "2");
  card.setAttribute("name", "Amina");
  await card.updateComplete;
  expect([card.headingLevel, card.name, card.renders]).toEqual([2, "Amina", 1]);
  card.toggle();
  await card.updateComplete;
  expect(card.renderRoot.textContent).toBe("Amina");
  card.status = "new";
  await card.updateComplete;
  expect(card.renders).toBe(3);
});
