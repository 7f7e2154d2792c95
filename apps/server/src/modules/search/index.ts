/**
 * search: finds items by text, theme and agency for a region. Keeps an index in memory, made from the catalogue; owns no
 * truth of its own.
 */
export {}
