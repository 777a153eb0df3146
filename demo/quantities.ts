const units = [
  ["day", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** A duration in its two largest units: `4.2 s`, `3 min 20 s`, `30 days`. */
export function duration(ms: number): string {
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  let rest = seconds * 1000;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}${unit === "day" && count > 1 ? "s" : ""}`);
  }
  if (rest > 0) parts.push(`${rest / 1000} s`);
  return parts.slice(0, 2).join(" ");
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");

/** A countdown: `00:04.2`, `1:30:00`, `29 d 23:59:59`. */
export function countdown(ms: number): string {
  const tenths = Math.ceil(Math.max(0, ms) / 100);
  const seconds = Math.floor(tenths / 10);
  const minutesAndSeconds = `${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (seconds < 3600) return `${minutesAndSeconds}.${tenths % 10}`;
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  return `${days > 0 ? `${days} d ` : ""}${two(hours)}:${minutesAndSeconds}`;
}

/** A file size: `512 B`, `16.0 KiB`, `3.2 MiB`, `10.0 GiB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
