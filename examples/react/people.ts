/** Who has an account at the school. A real site has a database and passwords; the ids are the site's own. */
export interface Person {
  id: string;
  name: string;
  role: "learner";
  /** Units that the school gave them to begin with. */
  units: number;
  about: string;
}

export const people: readonly Person[] = [
  { id: "mona", name: "Mona", role: "learner", units: 80, about: "Learner with 80 units: enough for one course" },
  { id: "tarek", name: "Tarek", role: "learner", units: 25, about: "Learner with 25 units: not enough" },
];

export const findPerson = (id: unknown): Person | undefined => people.find((person) => person.id === id);
