import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { start } from "../shared/page.js";

function App() {
  useEffect(() => start(), []);
  return <p>tabd</p>;
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
