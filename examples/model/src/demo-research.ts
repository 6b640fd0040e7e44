// The demo model's prepared research on how cities can cool down.

/** What the demo model knows about one question. */
export interface PreparedNote {
  readonly question: string;
  readonly keywords: readonly string[];
  readonly note: string;
}

/** One prepared note for each question of the plan. */
export const COOLING_NOTES: readonly PreparedNote[] = [
  {
    question: "Why are cities hotter than the land around them?",
    keywords: ["heat island", "surfaces", "night", "stored heat"],
    note:
      "Dark, dry surfaces take in sunlight by day and give the heat back after sunset; walls trap it between them, " +
      "and engines and air conditioners add their own. The difference is largest on calm, clear nights.",
  },
  {
    question: "How much do street trees cool a street?",
    keywords: ["trees", "shade", "evaporation", "canopy"],
    note:
      "Trees cool twice: their shade keeps the ground from heating up, and their leaves evaporate water. People feel " +
      "the shade most. The effect grows with the share of the street that the crowns cover and shrinks in drought.",
  },
  {
    question: "What do cool roofs change, and for whom?",
    keywords: ["roofs", "reflective", "albedo", "top floor"],
    note:
      "A white or reflective roof sends sunlight back instead of storing it. The top floor gains most; the street gains " +
      "only when many roofs take part. In cold winters some of the gain is paid back in heating.",
  },
  {
    question: "Can water and wind be used to cool a district?",
    keywords: ["water", "wind", "corridor", "fountain"],
    note:
      "Open water and mist cool the air beside them, more so where it is dry. Streets that are left open to the cool night " +
      "wind from hills or a river let a whole district breathe; a single badly placed slab can close them.",
  },
  {
    question: "What should a city do first with a small budget?",
    keywords: ["cost", "budget", "priority", "vulnerable"],
    note:
      "Shade where people wait and walk, reflective paint where roofs are renewed anyway, and trees where there are fewest. " +
      "Maps of surface heat and of age and income, laid over each other, show where a euro helps most.",
  },
];

/** The five questions. */
export const COOLING_PLAN: readonly string[] = COOLING_NOTES.map((note) => note.question);

const BODY =
  "Cities are hot because they are built of things that store the day and release it at night. " +
  "What cools them is shade, water, bright surfaces and moving air, in that order of speed. " +
  "Trees do the most for a person on foot; reflective roofs do the most for the top floor; " +
  "open corridors for the night wind do the most for a district, but must be kept free for decades. ";

/** The report before and after its review. */
export const COOLING_REPORT = {
  first: `${BODY}A city should begin with shade at its stops and schools.`,
  second:
    `${BODY}A city with little money should begin with shade at stops and schools, and paint roofs when they are renewed anyway. ` +
    "The poorest streets have the fewest trees, so the same money helps most there. " +
    "How much a measure cools depends on climate, wind and water; figures from one city should not be promised to another.",
} as const;
