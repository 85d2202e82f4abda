export type Text = Record<"en" | "ar", string>;

/** What the school shows of a course to everybody. Bursar knows it by its id, and what it costs. */
export interface Course {
  id: string;
  title: Text;
  summary: Text;
}

/** What the school keeps to itself. */
interface CourseOnServer extends Course {
  /** Units; 0 is free. */
  price: number;
  lesson: Text;
}

/** For the server alone: the lessons are for who is enrolled. */
export const courses: readonly CourseOnServer[] = [
  {
    id: "soldering",
    title: { en: "Soldering by hand", ar: "اللحام اليدوي" },
    summary: { en: "Joints that hold, and fingers that stay whole.", ar: "وصلات تدوم وأصابع تسلم." },
    price: 60,
    lesson: {
      en: "Heat the pad and the lead together, and feed the solder to them, never to the iron.",
      ar: "سخّن الطرف والنقطة معًا، وقدّم اللحام إليهما لا إلى المكواة.",
    },
  },
  {
    id: "multimeter",
    title: { en: "Measuring with a multimeter", ar: "القياس بالمالتيميتر" },
    summary: { en: "Volts, ohms, and what not to touch.", ar: "الفولت والأوم وما لا يُلمس." },
    price: 30,
    lesson: {
      en: "Measure voltage across, current through, and resistance only when the power is off.",
      ar: "قِس الجهد على التوازي والتيار على التوالي، والمقاومة والطاقة مفصولة فقط.",
    },
  },
  {
    id: "workshop-rules",
    title: { en: "Rules of the workshop", ar: "قواعد الورشة" },
    summary: { en: "Ten minutes, for everybody who comes in.", ar: "عشر دقائق لكل من يدخل." },
    price: 0,
    lesson: { en: "Glasses on, sleeves up, phone away.", ar: "ضع النظارة، وارفع كمّيك، وأبعد هاتفك." },
  },
];
