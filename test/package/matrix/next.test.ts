import { matrix } from "./matrix.ts";

matrix("next", { Turbopack: { output: "out" }, webpack: { args: ["--webpack"], output: "out" } });
