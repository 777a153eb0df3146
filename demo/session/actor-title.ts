/** An object's name, or the beginning of its id if it has none. An empty name is shown as `""`. */
export function actorTitle({
  name,
  id,
}: {
  readonly name: string | null;
  readonly id: string;
}): string {
  if (name === "") return '""';
  return name ?? (id.length > 12 ? `${id.slice(0, 8)}…` : id);
}
