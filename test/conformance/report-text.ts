/** workerd's answers, and the versions that gave them. */
export interface Report {
  readonly workerd: string;
  readonly reports: Readonly<Record<string, unknown>>;
}

/** A report as JSON with one line per question, so that diffs are readable. */
export function reportText({ reports, ...head }: Report): string {
  const lines = Object.entries(reports).map(
    ([label, report]) => `${JSON.stringify(label)}: ${JSON.stringify(report)}`,
  );
  const fields = Object.entries(head).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)},\n`,
  );
  return `{\n${fields.join("")}"reports": {\n${lines.join(",\n")}\n}\n}\n`;
}
