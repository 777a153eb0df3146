/** Sends a form at Ctrl or Cmd with Enter: elsewhere on the page these keys run the code. */
export function submitByKeys(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.stopPropagation();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}
