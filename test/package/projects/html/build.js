import { cpSync } from "node:fs";

cpSync("node_modules/tabd/dist", "dist/tabd", { recursive: true });
for (const file of ["index.html", "host.js", "reminder.js", "shared"]) {
  cpSync(file, `dist/${file}`, { recursive: true });
}
