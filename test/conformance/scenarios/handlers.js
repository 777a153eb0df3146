/** Classes without handlers, with handlers as fields, and with handlers of the wrong type. */
export const options = {
  exports: ["Wrong", "Fields", "Nothing", "Statics"],
  durableObjectNamespaces: [
    { className: "Wrong", uniqueKey: "wrong", enableSql: true },
    { className: "Fields", uniqueKey: "fields", enableSql: true },
    { className: "Nothing", uniqueKey: "nothing", enableSql: true },
    { className: "Statics", uniqueKey: "statics", enableSql: true },
  ],
  bindings: {
    WRONG: { durableObjectNamespace: "Wrong" },
    FIELDS: { durableObjectNamespace: "Fields" },
    NOTHING: { durableObjectNamespace: "Nothing" },
    STATICS: { durableObjectNamespace: "Statics" },
  },
};

export const classes = ({ DurableObject }) => {
  class Base extends DurableObject {
    log = [];
    async set(ms = 1e6) {
      try {
        await this.ctx.storage.setAlarm(Date.now() + ms);
        return "set";
      } catch (error) {
        return [error.name, error.message];
      }
    }
    look() {
      return this.log;
    }
  }
  class Wrong extends Base {}
  Object.assign(Wrong.prototype, {
    fetch: "text",
    alarm: 5,
    webSocketMessage: {},
    webSocketClose: null,
  });
  class Fields extends Base {
    fetch = () => new Response("a field");
    alarm = () => void this.log.push("alarm");
  }
  class Statics extends Base {
    static fetch() {
      return new Response("static");
    }
    static alarm() {}
    get fetch() {
      return () => new Response("a getter");
    }
  }
  return { Wrong, Fields, Statics, Nothing: class Nothing extends Base {} };
};

const request = (t, stub) => t.outcome(async () => (await stub.fetch("http://x/")).text());

const of = (binding) => ({
  steps: [
    {
      outside: async (_stub, t) => ({
        fetch: await request(t, t.env[binding].getByName("fetch")),
        setAlarm: await t.outcome(() => t.env[binding].getByName("alarm").set()),
        still: await t.outcome(() => t.env[binding].getByName("alarm").look()),
      }),
    },
  ],
});

export const scenarios = {
  "fetch: handlers of the wrong type": of("WRONG"),
  "fetch: handlers that are fields": of("FIELDS"),
  "fetch: no handlers": of("NOTHING"),
  "fetch: handlers of the class itself, and a getter": of("STATICS"),
  "alarm: a field is called": {
    steps: [
      {
        outside: async (_stub, t) => {
          const stub = t.env.FIELDS.getByName("called");
          await stub.set(50);
          for (let n = 0; n < 100 && (await stub.look()).length === 0; n++) await t.wait(50);
          return stub.look();
        },
      },
    ],
  },
};
