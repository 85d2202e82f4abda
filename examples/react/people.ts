/** Who has an account at the school. A real site has a database and passwords; the ids are the site's own. */
export interface Person {
  id: string;
  name: string;
  role: "learner";
  /** Units that the school gave them, beside the welcome credit. */
  units: number;
  about: string;
}

/** Units that Bursar gives to whoever is new. */
export const welcomeCredit = 25;

export const people: readonly Person[] = [
  { id: "mona", name: "Mona", role: "learner", units: 55, about: "Learner with 80 units: enough for one course" },
  {
    id: "tarek",
    name: "Tarek",
    role: "learner",
    units: 0,
    about: "New learner with the welcome credit, 25 units: not enough",
  },
];

export const findPerson = (id: unknown): Person | undefined => people.find((person) => person.id === id);
