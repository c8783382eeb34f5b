/** A type of CAST, `::` or a JSON path: its name, numbers or a zone in it, and types in it. */
export type TypeName = { name: string; of: TypeName[]; options: (number | string)[] };

export type OrderItem = {
	by: Expression;
	direction: "ASC" | "DESC";
	nulls: "FIRST" | "LAST" | null;
};

export type FrameEdge =
	| "UNBOUNDED PRECEDING"
	| "UNBOUNDED FOLLOWING"
	| "CURRENT ROW"
	| { rows: number; side: "PRECEDING" | "FOLLOWING" };

export type WindowSpec = {
	partitionBy: Expression[];
	orderBy: OrderItem[];
	frame: { unit: "ROWS" | "RANGE"; from: FrameEdge; to: FrameEdge } | null;
};

/** `at` is a position in the author's text. */
export type ColumnName = { kind: "column"; parts: string[]; type: TypeName | null; at: number };

export type Call = {
	kind: "call";
	name: string;
	/** Parameters in parentheses before the arguments: quantile(0.9)(x). */
	parameters: string[];
	isDistinct: boolean;
	args: Expression[];
	window: WindowSpec | null;
	at: number;
};

export type Expression =
	| { kind: "number"; text: string }
	| { kind: "string"; value: string }
	| { kind: "constant"; name: "NULL" | "TRUE" | "FALSE" }
	| { kind: "dated"; type: "DATE" | "TIMESTAMP"; value: string }
	| { kind: "interval"; amount: Expression; unit: string }
	| ColumnName
	| { kind: "star"; table: string | null; at: number }
	| Call
	| { kind: "lambda"; names: string[]; body: Expression; at: number }
	/** Operators of one rank, from left to right. */
	| { kind: "chain"; first: Expression; rest: { operator: string; operand: Expression }[] }
	| { kind: "compare"; operator: string; left: Expression; right: Expression }
	| { kind: "not" | "minus"; operand: Expression }
	| { kind: "isNull"; operand: Expression; isNegated: boolean }
	| { kind: "between"; operand: Expression; low: Expression; high: Expression; isNegated: boolean }
	| { kind: "inList"; operand: Expression; values: Expression[]; isNegated: boolean; at: number }
	| { kind: "inQuery"; operand: Expression; query: Query; isNegated: boolean; at: number }
	| { kind: "exists" | "scalar"; query: Query; at: number }
	| {
			kind: "case";
			operand: Expression | null;
			whens: { when: Expression; result: Expression }[];
			otherwise: Expression | null;
	  }
	| { kind: "cast"; operand: Expression; type: TypeName }
	| { kind: "tuple" | "array"; items: Expression[] }
	| { kind: "element"; operand: Expression; index: Expression };

export type Selected = { value: Expression; alias: string | null; at: number };

/** What follows FROM or JOIN: a table or a WITH query by name, or a SELECT in parentheses. */
export type Source =
	| { kind: "named"; name: string; alias: string | null; at: number }
	| { kind: "query"; query: Query; alias: string | null; at: number };

export type Join = {
	kind: "INNER" | "LEFT" | "RIGHT" | "FULL" | "CROSS";
	strictness: "ANY" | "ALL" | "SEMI" | "ANTI" | "ASOF" | null;
	source: Source;
	on: Expression | null;
	using: { name: string; at: number }[] | null;
};

export type SelectCore = {
	kind: "select";
	isDistinct: boolean;
	list: Selected[];
	from: Source;
	joins: Join[];
	where: Expression | null;
	groupBy: Expression[];
	having: Expression | null;
	qualify: Expression | null;
	orderBy: OrderItem[];
	limitBy: { count: number; by: Expression[] } | null;
	limit: number | null;
	offset: number | null;
};

export type SetOperator =
	| "UNION ALL"
	| "UNION DISTINCT"
	| "INTERSECT"
	| "INTERSECT DISTINCT"
	| "EXCEPT"
	| "EXCEPT DISTINCT";

/** One side of UNION and the like: a SELECT, or a whole query in parentheses. */
export type Operand = SelectCore | { kind: "group"; query: Query };

export type Query = {
	with: { name: string; query: Query; at: number }[];
	first: Operand;
	rest: { operator: SetOperator; operand: Operand; at: number }[];
};
