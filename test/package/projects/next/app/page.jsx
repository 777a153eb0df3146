"use client";

import { useEffect } from "react";
import { start } from "../shared/page.js";

export default function Page() {
  useEffect(() => start(), []);
  return <p>tabd</p>;
}
