/** Removes the types from TypeScript. */
export { transform } from "sucrase";
