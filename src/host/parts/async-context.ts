/**
 * Writes a module's `await`s anew, so that what runs after them is in the frame of its function
 * again (`actor/async-frame.ts`): `await x` becomes `frames.resume(frame, await (x))`, with
 * `let frame = frames.capture();` where the function begins. What is caught after an `await`, and
 * what follows a turn of `for await`, begins with `frames.resume(frame)`. Lines stay where they are.
 *
 * Not seen: the end of a block with `await using`, and what a generator that is not asynchronous
 * does after a `yield` (there it is in the frame of whoever asked for the next value, as it should).
 */
import { type AnyNode, type Node, parse } from "acorn";

interface Insertion {
  readonly at: number;
  readonly text: string;
  /** Of insertions at one place: what closes comes first, the innermost of it; then what opens. */
  readonly order: number;
}

/** A function, or the module, whose code is being written. */
interface Scope {
  /** What gives its frame: a variable, or a call where there is no place for one. */
  readonly frame: string;
  /** Where the variable would be declared. */
  readonly begin: number | undefined;
  readonly generator: boolean;
  awaits: boolean;
  /** What is needed only if something is awaited. */
  readonly ifAwaits: Insertion[];
}

type AnyFunction = Extract<AnyNode, { params: unknown }>;

/**
 * @param frames the name of a variable that holds `capture()` and `resume(frame, value)`; it must
 *   not occur in the code, nor any name that begins with it.
 * @throws {SyntaxError} for what is no module.
 */
export function followAwaits(code: string, frames: string): string {
  const insertions: Insertion[] = [];
  const variable = `${frames}Frame`;
  const insert = (at: number, text: string, order = 0): void => {
    insertions.push({ at, text, order });
  };
  const program = parse(code, {
    ecmaVersion: "latest",
    sourceType: "module",
    allowHashBang: true,
  });

  const end = ({ awaits, begin, ifAwaits }: Scope): void => {
    if (!awaits) return;
    insertions.push(...ifAwaits);
    if (begin !== undefined) insert(begin, `let ${variable} = ${frames}.capture();`, 1);
  };

  const around = (node: Node, before: string, after: string): void => {
    // An outer node opens before, and closes after, one that begins or ends at the same place.
    insert(node.start, before, 3 + 1 / (1 + node.end - node.start));
    insert(node.end, after, -1 / (1 + node.end - node.start));
  };

  const visitFunction = (node: AnyFunction): void => {
    const { body, params, async, generator } = node;
    const isBlock = body.type === "BlockStatement";
    const scope: Scope = {
      frame: isBlock ? variable : `${frames}.capture()`,
      begin: isBlock ? body.start + 1 : undefined,
      generator: async && generator,
      awaits: false,
      ifAwaits: [],
    };
    for (const param of params) visit(param, scope, node);
    visit(body, scope, node);
    end(scope);
  };

  const visit = (node: AnyNode, scope: Scope, parent: AnyNode | undefined): void => {
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        if (node.type !== "ArrowFunctionExpression" && node.id) visit(node.id, scope, node);
        visitFunction(node);
        return;
      case "AwaitExpression":
        scope.awaits = true;
        around(node, `${frames}.resume(${scope.frame}, `, ")");
        break;
      case "YieldExpression":
        if (!scope.generator) break;
        scope.awaits = true;
        around(node, `${frames}.resume(${scope.frame}, `, ")");
        break;
      case "CatchClause":
        resumeIn(node.body, scope);
        break;
      case "TryStatement":
        if (node.finalizer) resumeIn(node.finalizer, scope);
        break;
      case "ForOfStatement":
        if (node.await) {
          scope.awaits = true;
          visitLoop(node, scope, parent);
        }
        break;
      default:
    }
    for (const child of childrenOf(node)) visit(child, scope, node);
  };

  const resumeIn = (block: Node, { frame, ifAwaits }: Scope): void => {
    ifAwaits.push({ at: block.start + 1, text: `${frames}.resume(${frame});`, order: 2 });
  };

  const visitLoop = (
    node: Extract<AnyNode, { type: "ForOfStatement" }>,
    scope: Scope,
    parent: AnyNode | undefined,
  ): void => {
    const resume = `${frames}.resume(${scope.frame});`;
    const { body } = node;
    if (body.type === "BlockStatement") insert(body.start + 1, resume, 2);
    else around(body, `{${resume}`, "}");
    if (parent?.type === "LabeledStatement" || isList(parent)) insert(node.end, resume, 0.5);
    else around(node, "{", `${resume}}`);
  };

  const top: Scope = {
    frame: variable,
    begin: program.body[0]?.start ?? 0,
    generator: false,
    awaits: false,
    ifAwaits: [],
  };
  for (const child of program.body) visit(child, top, program);
  end(top);
  return apply(code, insertions);
}

/** Whether a statement in it may be followed by another one. */
function isList(node: AnyNode | undefined): boolean {
  return ["Program", "BlockStatement", "StaticBlock", "SwitchCase"].includes(node?.type ?? "");
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function apply(code: string, insertions: readonly Insertion[]): string {
  let result = "";
  let done = 0;
  for (const { at, text } of insertions.toSorted((a, b) => a.at - b.at || a.order - b.order)) {
    result += code.slice(done, at) + text;
    done = at;
  }
  return result + code.slice(done);
}
