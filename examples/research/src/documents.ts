// The passages that the example's search service knows: common knowledge about heat in cities, in our own words.

/** One passage. */
export interface Passage {
  readonly title: string;
  readonly text: string;
}

/** All of them. */
export const DOCUMENTS: readonly Passage[] = [
  {
    title: "The urban heat island",
    text: "Cities are often warmer than the country around them, mostly after sunset. Asphalt, brick and concrete store the sun's heat by day and release it by night.",
  },
  {
    title: "Street canyons",
    text: "Tall walls on both sides of a street catch light that would have gone back to the sky, and slow down the loss of stored heat at night.",
  },
  {
    title: "Waste heat",
    text: "Engines, machines and air conditioners give off heat. Air conditioners cool rooms by warming the street outside.",
  },
  {
    title: "Shade from trees",
    text: "A crown keeps direct sunlight off people and the ground. For someone walking, shade lowers the heat felt more than any change of the air temperature.",
  },
  {
    title: "Evaporation from leaves",
    text: "Trees evaporate water through their leaves, which takes heat from the air. In drought they close their leaves and this cooling stops.",
  },
  {
    title: "Canopy cover",
    text: "The cooling of street trees grows with the share of the ground that their canopy covers; single trees far apart change little.",
  },
  {
    title: "Reflective roofs",
    text: "White and other reflective roofs have a high albedo: they send sunlight back instead of storing heat. Rooms on the top floor stay cooler.",
  },
  {
    title: "The winter penalty",
    text: "A reflective roof also refuses the sun in winter. Where winters are cold, part of the energy saved on cooling is spent on heating.",
  },
  {
    title: "Green roofs",
    text: "Planted roofs hold rain and cool by evaporation. They weigh and cost more than paint and need care and water.",
  },
  {
    title: "Fountains and mist",
    text: "Water that evaporates cools the air near it. Fountains and mist help most where the air is dry; in humid air they add to the discomfort.",
  },
  {
    title: "Wind corridors",
    text: "Some cities keep strips of land open so that cool night wind from hills or a river can reach the centre. A building across the strip can stop the wind for a whole district.",
  },
  {
    title: "Who suffers most",
    text: "Old people, small children, the ill and people who work outdoors are the most vulnerable to heat. Poor districts often have the fewest trees.",
  },
  {
    title: "Costs compared",
    text: "Paint on a roof that is renewed anyway costs little. Trees cost more at first, need water for some years, and give more with age.",
  },
  {
    title: "Where to begin with a small budget",
    text: "Maps of surface heat laid over maps of age and income show where a small budget has priority: stops, schools and homes without shade.",
  },
  {
    title: "Limits of the figures",
    text: "How much a measure cools depends on climate, wind, water and the shape of the streets. Results from one city cannot be promised to another.",
  },
];
