/** The messages between page and language worker: questions and their answers. */
export interface LanguageQuestions {
  readonly complete: {
    readonly question: { path: string; position: number; files: Files };
    readonly answer: readonly CompletionEntry[];
  };
  readonly details: {
    readonly question: { path: string; position: number; name: string };
    readonly answer: SymbolInfo | undefined;
  };
  readonly hover: {
    readonly question: { path: string; position: number; files: Files };
    readonly answer: (SymbolInfo & { readonly from: number; readonly to: number }) | undefined;
  };
  readonly check: {
    readonly question: { path: string; files: Files };
    readonly answer: readonly LanguageDiagnostic[];
  };
  readonly format: {
    readonly question: { path: string; text: string; cursor: number };
    /** `problem`: why the text cannot be formatted, such as a syntax error. */
    readonly answer:
      | { readonly text: string; readonly cursor: number }
      | { readonly problem: string };
  };
}

export type QuestionName = keyof LanguageQuestions;

export type QuestionOf<Name extends QuestionName> = LanguageQuestions[Name]["question"];

export type AnswerOf<Name extends QuestionName> = LanguageQuestions[Name]["answer"];

/** Path → text of all files of the project. */
export type Files = Readonly<Record<string, string>>;

export interface CompletionEntry {
  readonly name: string;
  /** TypeScript's kind: `method`, `property`, … */
  readonly kind: string;
  /** Above 0 for likelier entries. */
  readonly boost: number;
}

export interface SymbolInfo {
  readonly signature: string;
  readonly documentation: string;
}

/** Positions are in characters from the start of the file. */
export interface LanguageDiagnostic {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly isError: boolean;
}

export interface Request {
  readonly id: number;
  readonly name: QuestionName;
  readonly question: QuestionOf<QuestionName>;
}

export interface Response {
  readonly id: number;
  /** Undefined also if the service failed. */
  readonly answer: AnswerOf<QuestionName> | undefined;
}
