type Text = Record<"en" | "ar", string>;

/** What the academy teaches. Bursar knows a course by its id, and what it costs; all else stays here. */
export interface Course {
  id: string;
  title: Text;
  summary: Text;
  length: Text;
  /** Units; 0 is free. */
  price: number;
  /** How long one may enter after enrolling; null is for ever. */
  accessDays: number | null;
  /** Live sessions that come with it, by id. */
  sessions: string[];
  /** What must stay secret until somebody is in. */
  lessons: { title: Text; body: Text }[];
}

export const courses: readonly Course[] = [
  {
    id: "dot-hazmat",
    title: { en: "Shipping dangerous goods", ar: "شحن البضائع الخطرة" },
    summary: {
      en: "Classify, pack, label and document hazardous materials so that they arrive, and nobody is hurt.",
      ar: "صنّف المواد الخطرة وعبّئها وضع عليها الملصقات والمستندات لتصل سالمة دون أن يتأذى أحد.",
    },
    length: { en: "6 lessons", ar: "٦ دروس" },
    price: 50,
    accessDays: null,
    sessions: ["lithium-live"],
    lessons: [
      {
        title: { en: "The nine classes", ar: "الفئات التسع" },
        body: {
          en: "Every dangerous good belongs to one of nine classes, from explosives to lithium batteries. The class decides everything that follows: the box, the label, the vehicle and the papers.",
          ar: "تنتمي كل مادة خطرة إلى واحدة من تسع فئات، من المتفجرات إلى بطاريات الليثيوم. والفئة تحدد كل ما يليها: الصندوق والملصق والمركبة والأوراق.",
        },
      },
      {
        title: { en: "Reading a placard", ar: "قراءة اللوحة التحذيرية" },
        body: {
          en: "Four digits on an orange panel name the substance. Learn to look them up before you open a door, and to keep your distance when you can't.",
          ar: "أربعة أرقام على لوحة برتقالية تسمّي المادة. تعلّم أن تبحث عنها قبل أن تفتح بابًا، وأن تبتعد حين لا تستطيع.",
        },
      },
    ],
  },
  {
    id: "forklift-safety",
    title: { en: "Forklift operator", ar: "تشغيل الرافعة الشوكية" },
    summary: {
      en: "From the daily check to a loaded ramp: everything the practical exam asks for, with ninety days to pass it.",
      ar: "من الفحص اليومي إلى المنحدر المحمّل: كل ما يطلبه الاختبار العملي، ومعك تسعون يومًا لاجتيازه.",
    },
    length: { en: "12 lessons and an exam", ar: "١٢ درسًا واختبار" },
    price: 90,
    accessDays: 90,
    sessions: [],
    lessons: [
      {
        title: { en: "The stability triangle", ar: "مثلث الاتزان" },
        body: {
          en: "Three points hold a forklift up: the two front wheels and the pivot of the rear axle. Keep the centre of gravity between them, and it can't tip over.",
          ar: "ثلاث نقاط تحمل الرافعة: العجلتان الأماميتان ومحور الارتكاز الخلفي. أبقِ مركز الثقل بينها فلن تنقلب.",
        },
      },
    ],
  },
  {
    id: "first-aid",
    title: { en: "First aid at work", ar: "الإسعافات الأولية في العمل" },
    summary: {
      en: "What to do in the first five minutes, for everybody who works with us. Free, and always will be.",
      ar: "ما الذي تفعله في الدقائق الخمس الأولى، لكل من يعمل معنا. مجانًا، دائمًا.",
    },
    length: { en: "3 lessons", ar: "٣ دروس" },
    price: 0,
    accessDays: null,
    sessions: [],
    lessons: [
      {
        title: { en: "Look, call, press", ar: "انظر، اتصل، اضغط" },
        body: {
          en: "Look whether it is safe to come near. Call for help before you begin. Press hard and fast on the chest, and don't stop until somebody takes over.",
          ar: "انظر إن كان الاقتراب آمنًا. اطلب المساعدة قبل أن تبدأ. اضغط على الصدر بقوة وسرعة، ولا تتوقف حتى يتولى غيرك.",
        },
      },
    ],
  },
  {
    id: "ramp-live",
    title: { en: "Live: the loaded ramp", ar: "مباشر: المنحدر المحمّل" },
    summary: {
      en: "Three sessions with Tarek: the load, the ramp, and what to do when it tips. Each can be booked alone.",
      ar: "ثلاث جلسات مع طارق: الحمولة والمنحدر وما تفعله حين تميل. ويمكن حجز كل جلسة وحدها.",
    },
    length: { en: "3 live sessions", ar: "٣ جلسات مباشرة" },
    price: 45,
    accessDays: null,
    sessions: ["ramp-live-1", "ramp-live-2", "ramp-live-3"],
    lessons: [
      {
        title: { en: "What to bring", ar: "ما تحضره معك" },
        body: {
          en: "A picture of the ramp where you work, its slope if you know it, and the heaviest thing that goes over it.",
          ar: "صورة للمنحدر في مكان عملك، وميله إن كنت تعرفه، وأثقل ما يمر عليه.",
        },
      },
    ],
  },
];

/** All courses at once, with whatever comes with them. */
export const membership = {
  id: "all-courses",
  title: { en: "Every course for a year", ar: "كل الدورات لمدة عام" },
  summary: {
    en: "One membership opens all that we teach, live sessions of the courses included.",
    ar: "عضوية واحدة تفتح لك كل ما نعلّمه، ومعه الجلسات المباشرة للدورات.",
  },
  price: 120,
  accessDays: 365,
} satisfies Partial<Course>;

interface Session {
  id: string;
  title: string;
  summary: string;
  price: number;
  /** Missing where there is room for everybody. */
  capacity?: number;
  startsAt: string;
  endsAt: string;
  /** Courses that must be finished before. */
  prerequisites?: string[];
}

/** Live sessions, which the academy lets Bursar list. */
export const sessions: readonly Session[] = [
  {
    id: "lithium-live",
    title: "Lithium batteries: what is new",
    summary:
      "The rules change every January. What changed this year, on real boxes. Comes with “Shipping dangerous goods”.",
    price: 20,
    startsAt: "2027-06-12T16:00:00Z",
    endsAt: "2027-06-12T17:00:00Z",
  },
  {
    id: "hazmat-live",
    title: "Dangerous goods: your questions",
    summary: "Bring the label that you could not read. Ask anything about classes, boxes and papers.",
    price: 15,
    capacity: 12,
    startsAt: "2027-06-15T16:00:00Z",
    endsAt: "2027-06-15T17:00:00Z",
  },
  {
    id: "ramp-day",
    title: "A day on the ramp",
    summary: "Four of you, one forklift, one loaded ramp. For who has finished the forklift course.",
    price: 40,
    capacity: 4,
    startsAt: "2027-06-19T08:00:00Z",
    endsAt: "2027-06-19T15:00:00Z",
    prerequisites: ["forklift-safety"],
  },
];

export const findCourse = (id: string): Course | undefined => courses.find((course) => course.id === id);
