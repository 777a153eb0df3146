/** Takes the types out of TypeScript. */
export { transform } from "sucrase";
