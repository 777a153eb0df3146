/**
 * Rewrites a module's `await`s so that the code after them runs in its function's async frame
 * (`actor/async-frame.ts`). `await x` becomes `frames.resume(frame, await (x))`, and the function
 * begins with `let frame = frames.capture();`. `catch` and `finally` blocks and the turns of
 * `for await` begin with `frames.resume(frame)`. Line numbers do not change.
 *
 * Not covered: the end of a block with `await using`. Synchronous generators are left alone: after
 * a `yield` they run in the frame of the caller of `next()`, as they should.
 */
import { type AnyNode, type Node, parse } from "acorn";

interface Insertion {
  readonly at: number;
  readonly text: string;
  /** The order at one position: closing text first, innermost first; then opening text. */
  readonly order: number;
}

/** A function, or the module's top level, that is being rewritten. */
interface Scope {
  /** An expression for its frame: a variable, or a call where none can be declared. */
  readonly frame: string;
  /** The position of the variable's declaration. */
  readonly begin: number | undefined;
  readonly generator: boolean;
  awaits: boolean;
  /** Insertions that are made only if the scope awaits. */
  readonly ifAwaits: Insertion[];
}

type AnyFunction = Extract<AnyNode, { params: unknown }>;

/**
 * @param frames the name of an object with `capture()` and `resume(frame, value)`. No name in the
 *   code may begin with it.
 * @throws {SyntaxError} when the code cannot be parsed.
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
    // Where nodes begin or end together, the outer one opens first and closes last.
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

/** Whether the node holds a list of statements. */
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
