// SQL in pieces that carry their parameters: values never become text.

/** What a parameter can be. */
export type SqlValue = string | number;

/** A piece of SQL and its parameters, in order. */
export class SqlText {
  readonly text: string;
  readonly values: readonly SqlValue[];

  constructor(text: string, values: readonly SqlValue[]) {
    this.text = text;
    this.values = values;
  }
}

/** Nothing. */
export const EMPTY_SQL = new SqlText("", []);

/** A piece of SQL from a template; a value between `${}` becomes a parameter, another piece is put in its place. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (SqlText | SqlValue)[]): SqlText {
  let text = strings[0] ?? "";
  const values: SqlValue[] = [];
  parts.forEach((part, index) => {
    if (part instanceof SqlText) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += "?";
      values.push(part);
    }
    text += strings[index + 1] ?? "";
  });
  return new SqlText(text, values);
}

/** SQL that is written in the program, such as a column's name. Never anything from outside. */
export function rawSql(text: string): SqlText {
  return new SqlText(text, []);
}

/** Pieces with a separator between them; `fallback` when there are none. */
export function joinSql(parts: readonly SqlText[], separator: string, fallback: SqlText = EMPTY_SQL): SqlText {
  if (parts.length === 0) return fallback;
  return new SqlText(
    parts.map((part) => part.text).join(separator),
    parts.flatMap((part) => part.values),
  );
}

/** All of `parts`; true when there are none. */
export function allOf(parts: readonly SqlText[]): SqlText {
  return joinSql(parts, " AND ", rawSql("1"));
}

/** A list of parameters: `(?, ?, ?)`. */
export function listOf(values: readonly SqlValue[]): SqlText {
  return new SqlText(`(${values.map(() => "?").join(", ")})`, values);
}
