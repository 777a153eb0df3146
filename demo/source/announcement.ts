/** What is said when the time has come. */
export function announcement(name = "", text = "", count = 1) {
  return `${name}: ${text} (alarm number ${count})`;
}
