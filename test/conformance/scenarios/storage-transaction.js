/** `storage.transaction()`, `transactionSync()` and the transaction object. */

const txnCalls = {
  get: (txn) => txn.get("a"),
  "get several": (txn) => txn.get(["a"]),
  list: (txn) => txn.list(),
  put: (txn) => txn.put("a", 2),
  "put entries": (txn) => txn.put({ a: 2 }),
  "put undefined": (txn) => txn.put("a", undefined),
  delete: (txn) => txn.delete("a"),
  "delete several": (txn) => txn.delete(["a"]),
  getAlarm: (txn) => txn.getAlarm(),
  setAlarm: (txn) => txn.setAlarm(Date.now() + 1e9),
  "setAlarm zero": (txn) => txn.setAlarm(0),
  deleteAlarm: (txn) => txn.deleteAlarm(),
  deleteAll: (txn) => txn.deleteAll(),
  rollback: (txn) => txn.rollback(),
  "get with bad arguments": (txn) => txn.get(),
  "list with bad options": (txn) => txn.list({ limit: 0 }),
};

const tryAll = async (t, txn, calls = txnCalls) => {
  const report = {};
  for (const [name, call] of Object.entries(calls)) report[name] = await t.outcome(() => call(txn));
  return report;
};

export const alarm = true;

export const scenarios = {
  "transaction: every operation": async (ctx, t) => {
    const { rollback, ...calls } = txnCalls;
    await ctx.storage.put("a", 1);
    return ctx.storage.transaction((txn) => tryAll(t, txn, calls));
  },
  "transaction: operations after rollback": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    return ctx.storage.transaction(async (txn) => {
      txn.rollback();
      return tryAll(t, txn);
    });
  },
  "transaction: operations after the closure": async (ctx, t) => {
    let kept;
    await ctx.storage.put("a", 1);
    await ctx.storage.transaction(async (txn) => void (kept = txn));
    return tryAll(t, kept);
  },
  "transaction: operations after the closure rolled back": async (ctx, t) => {
    let kept;
    await ctx.storage.transaction(async (txn) => {
      kept = txn;
      txn.rollback();
    });
    return tryAll(t, kept);
  },
  "transaction: operations after the closure threw": async (ctx, t) => {
    let kept;
    await t.outcome(() =>
      ctx.storage.transaction(async (txn) => {
        kept = txn;
        throw new Error("no");
      }),
    );
    return tryAll(t, kept);
  },
  "transaction: storage after txn.rollback()": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    const inside = await ctx.storage.transaction(async (txn) => {
      await txn.put("a", 2);
      txn.rollback();
      const seen = await t.outcome(() => ctx.storage.get("a"));
      const put = await t.outcome(() => ctx.storage.put("b", 3));
      return { seen, put, b: await t.outcome(() => ctx.storage.get("b")) };
    });
    return { inside, after: t.describe(await ctx.storage.list()) };
  },
  "transaction: the closure's arguments and result": async (ctx, t) => ({
    value: await t.outcome(() => ctx.storage.transaction(async () => 5)),
    nothing: await t.outcome(() => ctx.storage.transaction(async () => {})),
    "not a promise": await t.outcome(() => ctx.storage.transaction(() => 5)),
    "throws at once": await t.outcome(() =>
      ctx.storage.transaction(() => {
        throw new RangeError("no");
      }),
    ),
    "rejects with no error": await t.outcome(() =>
      ctx.storage.transaction(async () => {
        throw 5;
      }),
    ),
    "same object": await t.outcome(() => {
      const value = { a: 1 };
      return ctx.storage.transaction(async () => value).then((result) => result === value);
    }),
    txn: await t.outcome(() =>
      ctx.storage.transaction(async (txn, ...rest) => [
        txn.constructor.name,
        rest.length,
        Object.keys(txn),
      ]),
    ),
    "no argument": await t.outcome(() => ctx.storage.transaction()),
    "no function": await t.outcome(() => ctx.storage.transaction(5)),
    "an object": await t.outcome(() => ctx.storage.transaction({})),
    thenable: await t.outcome(() => ctx.storage.transaction(() => ({ then: (ok) => ok(7) }))),
  }),
  "transaction: a thrown error rolls back and does not break": [
    async (ctx, t) => {
      await ctx.storage.put({ a: 1, b: 1 });
      const result = await t.outcome(() =>
        ctx.storage.transaction(async (txn) => {
          await txn.put("a", 2);
          await ctx.storage.delete("b");
          ctx.storage.kv.put("c", 3);
          throw Object.assign(new RangeError("no"), { code: 7 });
        }),
      );
      return { result, after: t.describe(await ctx.storage.list()) };
    },
    (ctx) => ctx.storage.list(),
  ],
  "transaction: rollback and a result": async (ctx, t) => {
    await ctx.storage.put("a", 1);
    const result = await t.outcome(() =>
      ctx.storage.transaction(async (txn) => {
        await txn.put("a", 2);
        return [txn.rollback(), await ctx.storage.get("a")];
      }),
    );
    return { result, after: await ctx.storage.get("a") };
  },
  "transaction: rolls the alarm back": async (ctx, t) => {
    const time = Date.now() + 1e9;
    await ctx.storage.setAlarm(time);
    await ctx.storage.transaction(async (txn) => {
      await txn.setAlarm(time + 1000);
      txn.rollback();
    });
    const rolledBack = (await ctx.storage.getAlarm()) - time;
    await ctx.storage.transaction(async (txn) => {
      await txn.setAlarm(time + 1000);
    });
    return { rolledBack, committed: (await ctx.storage.getAlarm()) - time };
  },
  "transaction: a rollback keeps earlier writes of the turn": async (ctx) => {
    ctx.storage.put("before", 1);
    await ctx.storage.transaction(async (txn) => {
      await txn.put("inside", 1);
      txn.rollback();
    });
    return ctx.storage.list();
  },
  "transaction: writes just after the call wait for it": async (ctx, t) => {
    const order = [];
    const done = ctx.storage.transaction(async (txn) => {
      order.push("closure");
      await txn.put("a", 1);
      await t.wait(5);
      order.push("closure ends");
      return ctx.storage.get("b");
    });
    order.push("called");
    const put = ctx.storage.put("b", 2).then(() => order.push("put"));
    const inside = await done;
    order.push("done");
    await put;
    return { order, inside };
  },
  "transaction: two at once": async (ctx, t) => {
    const order = [];
    const run = (name) =>
      ctx.storage.transaction(async (txn) => {
        order.push(`${name} begins`);
        const n = (await txn.get("n")) ?? 0;
        await t.wait(5);
        await txn.put("n", n + 1);
        order.push(`${name} ends`);
      });
    await Promise.all([run("first"), run("second")]);
    return { order, n: await ctx.storage.get("n") };
  },
  "transaction: nested": async (ctx, t) => {
    const report = await ctx.storage.transaction(async (outer) => {
      await outer.put("a", 1);
      const first = await t.outcome(() =>
        ctx.storage.transaction(async (inner) => {
          await inner.put("a", 2);
          await inner.put("b", 2);
          inner.rollback();
          return "rolled back";
        }),
      );
      const a = await outer.get("a");
      const second = await t.outcome(() =>
        ctx.storage.transaction(async (inner) => {
          await inner.put("c", 3);
          throw new Error("no");
        }),
      );
      const third = await t.outcome(() =>
        ctx.storage.transaction(async (inner) => {
          await inner.put("d", 4);
          return ctx.storage.transaction(async (third) => {
            await third.put("e", 5);
            return "third";
          });
        }),
      );
      return { first, a, second, third };
    });
    return { report, after: t.describe(await ctx.storage.list()) };
  },
  "transaction: a rollback of the outer one undoes the nested one": async (ctx, t) => {
    await ctx.storage.transaction(async (outer) => {
      await outer.put("a", 1);
      await ctx.storage.transaction(async (inner) => void (await inner.put("b", 2)));
      outer.rollback();
    });
    return ctx.storage.list();
  },
  "transaction: outer rollback while the nested runs": async (ctx, t) => {
    const report = {};
    await ctx.storage.transaction(async (outer) => {
      await outer.put("a", 1);
      await ctx.storage.transaction(async (inner) => {
        await inner.put("b", 2);
        report.rollback = await t.outcome(() => outer.rollback());
        report.put = await t.outcome(() => outer.put("c", 3));
        report.inner = await t.outcome(() => inner.get("b"));
      });
    });
    return { report, after: t.describe(await ctx.storage.list()) };
  },
  "transaction: not awaited": [
    async (ctx, t) => {
      void ctx.storage.transaction(async (txn) => {
        await txn.put("a", 1);
      });
      return "left";
    },
    (ctx) => ctx.storage.list(),
  ],
  "transaction: the outer one ends before the nested one": async (ctx, t) => {
    const order = [];
    let nested;
    const outer = await t.outcome(() =>
      ctx.storage.transaction(async (txn) => {
        await txn.put("a", 1);
        nested = t
          .outcome(() =>
            ctx.storage.transaction(async (inner) => {
              await t.wait(5);
              await inner.put("b", 2);
              order.push("nested ends");
            }),
          )
          .then((result) => (order.push("nested settled"), result));
        order.push("outer ends");
      }),
    );
    order.push("outer settled");
    return { outer, nested: await nested, order, after: t.describe(await ctx.storage.list()) };
  },
  "transaction: sync() inside": (ctx, t) =>
    ctx.storage.transaction(async (txn) => {
      await txn.put("a", 1);
      return Promise.race([
        ctx.storage.sync().then(() => "synced"),
        t.wait(500).then(() => "it waits"),
      ]);
    }),
  "transaction: a call to another object inside": [
    (ctx, t) =>
      ctx.storage.transaction(async (txn) => {
        await txn.put("a", 1);
        const other = t.env.SCENARIOS.get(t.env.SCENARIOS.idFromName("transaction: nested"));
        return Promise.race([
          other.fetch("http://scenario/0").then((response) => response.status),
          t.wait(500).then(() => "it waits"),
        ]);
      }),
    (ctx) => ctx.storage.list(),
  ],
  "transaction: an event waits for its end": async (ctx, t) => {
    const order = [];
    const done = ctx.storage
      .transaction(async (txn) => {
        await txn.put("a", 1);
        await t.wait(60);
      })
      .then(() => order.push("transaction"));
    await t.wait(20);
    order.push("timer");
    await done;
    return order;
  },
  "transaction: storage.deleteAll() inside": async (ctx, t) =>
    ctx.storage.transaction(async (txn) => {
      await txn.put("a", 1);
      return { deleteAll: await t.outcome(() => ctx.storage.deleteAll()) };
    }),
  "transactionSync: results": async (ctx, t) => ({
    value: await t.outcome(() => ctx.storage.transactionSync(() => 5)),
    throws: await t.outcome(() =>
      ctx.storage.transactionSync(() => {
        throw new RangeError("no");
      }),
    ),
    promise: await t.outcome(() => ctx.storage.transactionSync(async () => 5)),
    "no argument": await t.outcome(() => ctx.storage.transactionSync()),
    "no function": await t.outcome(() => ctx.storage.transactionSync(5)),
    arguments: await t.outcome(() => ctx.storage.transactionSync((...args) => args.length)),
  }),
  "transactionSync: commits and rolls back": async (ctx, t) => {
    ctx.storage.kv.put("a", 1);
    ctx.storage.transactionSync(() => ctx.storage.kv.put("b", 2));
    const thrown = await t.outcome(() =>
      ctx.storage.transactionSync(() => {
        ctx.storage.kv.put("a", 3);
        ctx.storage.put("c", 3);
        ctx.storage.setAlarm(Date.now() + 1e9);
        throw new Error("no");
      }),
    );
    return {
      thrown,
      after: t.describe(await ctx.storage.list()),
      alarm: await ctx.storage.getAlarm(),
    };
  },
  "transactionSync: nested": async (ctx, t) => {
    ctx.storage.transactionSync(() => {
      ctx.storage.kv.put("a", 1);
      try {
        ctx.storage.transactionSync(() => {
          ctx.storage.kv.put("b", 2);
          throw new Error("no");
        });
      } catch {}
      ctx.storage.transactionSync(() => ctx.storage.kv.put("c", 3));
    });
    return ctx.storage.list();
  },
  "transactionSync: inside transaction()": async (ctx, t) => {
    await ctx.storage.transaction(async (txn) => {
      ctx.storage.transactionSync(() => ctx.storage.kv.put("a", 1));
      await t.outcome(() =>
        ctx.storage.transactionSync(() => {
          ctx.storage.kv.put("b", 1);
          throw new Error("no");
        }),
      );
      await txn.put("c", 1);
    });
    return ctx.storage.list();
  },
  "transactionSync: transaction() inside": async (ctx, t) => {
    let inner;
    const outer = await t.outcome(() =>
      ctx.storage.transactionSync(() => {
        ctx.storage.kv.put("a", 1);
        inner = t.outcome(() =>
          ctx.storage.transaction(async (txn) => void (await txn.put("b", 2))),
        );
      }),
    );
    return {
      outer,
      inner: await inner,
      after: t.describe(await ctx.storage.list()),
    };
  },
};
