/** Who has an account at the academy. A real site has a database and passwords; the ids below are the site's own. */
export interface Person {
  id: string;
  name: string;
  email: string;
  language: "en" | "ar";
  role: "learner" | "instructor" | "admin";
  /** Units that their employer gave them, beside the welcome credit. */
  units: number;
  about: string;
}

/** Units that Bursar gives to whoever is new. */
export const welcomeCredit = 30;

export const people: readonly Person[] = [
  {
    id: "amina",
    name: "Amina Farouk",
    email: "amina@nile-academy.example",
    language: "en",
    role: "learner",
    units: 40,
    about: "Learner with 70 units: enough for one course",
  },
  {
    id: "omar",
    name: "Omar Nabil",
    email: "omar@nile-academy.example",
    language: "en",
    role: "learner",
    units: 0,
    about: "New learner with the welcome credit, 30 units: not enough",
  },
  {
    id: "layla",
    name: "ليلى حسن",
    email: "layla@nile-academy.example",
    language: "ar",
    role: "learner",
    units: 120,
    about: "متعلّمة تقرأ الموقع بالعربية، ولديها ١٥٠ وحدة: تكفي للعضوية",
  },
  {
    id: "tarek",
    name: "Tarek Mansour",
    email: "tarek@nile-academy.example",
    language: "en",
    role: "instructor",
    units: 0,
    about: "Teaches live sessions: sees who came, and what they brought in",
  },
  {
    id: "salma",
    name: "Salma Adel",
    email: "salma@nile-academy.example",
    language: "en",
    role: "admin",
    units: 0,
    about: "Runs the office: wallets, prices, payouts",
  },
];

export const findPerson = (id: unknown): Person | undefined => people.find((person) => person.id === id);

/** The id of who has no account any more. */
export const nameOf = (id: string): string => findPerson(id)?.name ?? id;
