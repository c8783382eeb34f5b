import { AppError } from "@/lib/kernel/app-error";

const kilobyte = 2 ** 10;
const megabyte = 2 ** 20;

const sizeOf = (bytes: number) =>
	bytes < megabyte ? `${Math.floor(bytes / kilobyte)} KB` : `${Math.floor(bytes / megabyte)} MB`;

/** The whole body, or a refusal as soon as it is known to be larger than `limitBytes`. */
export async function readBytes(request: Request, limitBytes: number): Promise<Buffer> {
	const tooLarge = new AppError("too_large", `The body is larger than ${sizeOf(limitBytes)}.`);
	if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw tooLarge;
	const reader = request.body?.getReader();
	const chunks: Uint8Array[] = [];
	let size = 0;
	while (reader) {
		const { done, value } = await reader.read();
		if (done) break;
		size += value.byteLength;
		if (size > limitBytes) {
			await reader.cancel();
			throw tooLarge;
		}
		chunks.push(value);
	}
	return Buffer.concat(chunks);
}

/** A JSON body of at most `limitBytes`, in UTF-8; refuses anything else with the reason. */
export async function readJsonBody(request: Request, limitBytes = 2 * megabyte): Promise<unknown> {
	const type = request.headers.get("content-type") ?? "";
	if (!type.toLowerCase().startsWith("application/json")) {
		throw new AppError("invalid", "Send the body as JSON, with content-type: application/json.");
	}
	const bytes = await readBytes(request, limitBytes);
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		throw new AppError("invalid", "The body is not UTF-8. Save or send it in that encoding.");
	}
	try {
		return JSON.parse(text);
	} catch {
		throw new AppError("invalid", "The body is not valid JSON.");
	}
}

/** For calls without a body: refuses a nonempty one, because it would have no effect. */
export async function refuseBody(request: Request): Promise<undefined> {
	if (request.method === "GET" || request.method === "HEAD") return undefined;
	const text = (await readBytes(request, 2 * megabyte)).toString("utf8").replaceAll(/\s/g, "");
	if (text === "" || text === "{}") return undefined;
	throw new AppError("invalid", "This call takes no body; what was sent would have no effect.");
}
