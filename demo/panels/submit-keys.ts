/** Submits a form on Ctrl+Enter or Cmd+Enter, which elsewhere run the code. */
export function submitByKeys(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  event.stopPropagation();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}
