/** An error of the warehouse, with ClickHouse's number and name, in the words its clients read. */
export class WarehouseError extends Error {
	readonly code: number;

	constructor(code: number, type: string, message: string) {
		super(`Code: ${code}. DB::Exception: ${message} (${type})`);
		this.name = "WarehouseError";
		this.code = code;
	}
}

/** Any thrown value as the text and number that go to the client. */
export function describeFailure(error: unknown): { code: number; message: string } {
	const message = error instanceof Error ? error.message : String(error);
	const found = /Code: (\d+)\. DB::/.exec(message);
	if (found?.[1]) return { code: Number(found[1]), message: message.slice(found.index) };
	return { code: 1002, message: `Code: 1002. DB::Exception: ${message} (UNKNOWN_EXCEPTION)` };
}
