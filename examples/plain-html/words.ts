/** The academy's own wording. The elements bring theirs, in the language of the page. */
export const words = {
  en: {
    lang: "en",
    dir: "ltr",
    name: "English",
    skip: "Skip to content",
    academy: "Nile Academy",
    courses: "Courses",
    office: "Office",
    wallets: "Wallets",
    prices: "Prices",
    balance: "Your balance",
    signIn: "Sign in",
    signOut: "Sign out",
    headline: "Skills that keep people safe",
    tagline: "Short courses for people who move, lift and ship. Pay with the units that your employer gave you.",
    who: "Who are you?",
    live: "Live sessions",
    liveTagline: "An hour with a teacher and a few others. Places are few, and go to who comes first.",
    learning: "My learning",
    statement: "Where my units went",
    loading: "The lessons are on their way.",
    lessons: "Lessons",
    askOffice: "Ask the office",
  },
  ar: {
    lang: "ar-EG",
    dir: "rtl",
    name: "العربية",
    skip: "انتقل إلى المحتوى",
    academy: "أكاديمية النيل",
    courses: "الدورات",
    office: "المكتب",
    wallets: "المحافظ",
    prices: "الأسعار",
    balance: "رصيدك",
    signIn: "تسجيل الدخول",
    signOut: "تسجيل الخروج",
    headline: "مهارات تحفظ سلامة الناس",
    tagline: "دورات قصيرة لمن ينقلون ويرفعون ويشحنون. ادفع بالوحدات التي منحتها لك جهة عملك.",
    who: "من أنت؟",
    live: "جلسات مباشرة",
    liveTagline: "ساعة مع معلّم ومجموعة صغيرة. الأماكن قليلة، وهي لمن يسبق.",
    learning: "تعلّمي",
    statement: "أين ذهبت وحداتي",
    loading: "الدروس في الطريق.",
    lessons: "الدروس",
    askOffice: "اسأل المكتب",
  },
};

export type Language = keyof typeof words;

export const languages = Object.keys(words) as Language[];

export const isLanguage = (value: unknown): value is Language => languages.includes(value as Language);
