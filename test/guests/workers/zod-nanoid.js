import { DurableObject } from "cloudflare:workers";
import { customAlphabet, nanoid } from "nanoid";
import { z } from "zod";

const Order = z.object({
  id: z
    .string()
    .length(21)
    .default(() => nanoid()),
  code: z
    .string()
    .regex(/^[A-F]{6}$/)
    .default(() => customAlphabet("ABCDEF", 6)()),
  email: z.email(),
  due: z.coerce.date(),
  lines: z.array(z.object({ item: z.string().min(1), count: z.int().positive() })).nonempty(),
});

export class Orders extends DurableObject {
  async place(input) {
    const { success, data, error } = Order.safeParse(input);
    if (!success) return error.issues.map(({ path, code }) => [path.join("."), code]);
    await this.ctx.storage.put(data.id, data);
    await this.ctx.storage.setAlarm(data.due);
    return data.id;
  }
  async alarm() {
    for (const [id, order] of await this.ctx.storage.list()) {
      await this.ctx.storage.put(id, {
        ...Order.parse(order),
        lines: [{ item: "sent", count: 1 }],
      });
    }
  }
  async list() {
    return [...(await this.ctx.storage.list()).values()].map((order) => Order.parse(order));
  }
}

export default {};
