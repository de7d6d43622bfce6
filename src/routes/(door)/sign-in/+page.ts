/** The page most often loaded is not hydrated: its own script is a fifth of what a framework brings. */
export const csr = false;
