/** The media query of the narrow layout, in which the page scrolls. */
export const NARROW = "(max-width: 59.99rem)";
