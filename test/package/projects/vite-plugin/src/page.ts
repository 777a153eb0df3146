// A front end that does not know of tabd. It says by `data-check` how far it is.
const say = (word: string) => {
  document.documentElement.dataset["check"] = word;
};

const read = async () => (await fetch("/api/tea")).json();

if ((await read()).setBy === undefined) {
  await fetch("/api/tea", { method: "PUT", body: "1.5s" });
  say("set");
} else {
  const socket = new WebSocket(`ws://${location.host}/api/tea`);
  socket.onopen = () => socket.send("Has the alarm fired?");
  socket.onmessage = async ({ data }) => {
    const { setBy, deliveredTo } = await read();
    say(setBy === deliveredTo ? "The alarm fired before the reload." : data);
  };
}
