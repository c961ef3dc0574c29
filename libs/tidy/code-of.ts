/** Code without its comments, texts and patterns, so that a rule looks at code alone. */

/** Where the scanner is: in code, or in something that is blanked until its end. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|\$\{[^}]*\}|[^`\\])*`|(?<=(?:^|[=(,:[!&|?{};+\n]|=>|\breturn)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/gu;

/** The text with all that is no code turned into blanks; lines stay where they are. What a template computes is kept. */
export function codeOf(text: string): string {
  return text.replace(TOKEN, (token) => (token.startsWith('`') ? blankTemplate(token) : blank(token)));
}

function blank(token: string): string {
  return token.replace(/[^\n]/gu, ' ');
}

function blankTemplate(token: string): string {
  return token.replace(/\$\{([^}]*)\}|[^\n]/gu, (_, computed: string | undefined) =>
    computed === undefined ? ' ' : `  ${computed} `,
  );
}

/** The number of the line that holds the character at `index`. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
