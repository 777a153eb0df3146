import type { Settings } from "../session/settings.ts";

export const themes = ["system", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

export function themeOf(settings: Settings): Theme {
  const theme = settings.get<string>("theme", "system");
  return themes.find((known) => known === theme) ?? "system";
}

export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = theme;
}
