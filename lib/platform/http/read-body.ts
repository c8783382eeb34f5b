import { AppError } from "@/lib/kernel/app-error";

const megabyte = 2 ** 20;

/** A JSON body of at most `limitBytes`; refuses anything else with the reason. */
export async function readJsonBody(request: Request, limitBytes = 2 * megabyte): Promise<unknown> {
	const type = request.headers.get("content-type") ?? "";
	if (!type.toLowerCase().startsWith("application/json")) {
		throw new AppError("invalid", "Send the body as JSON, with content-type: application/json.");
	}
	const reader = request.body?.getReader();
	const chunks: Uint8Array[] = [];
	let size = 0;
	while (reader) {
		const { done, value } = await reader.read();
		if (done) break;
		size += value.byteLength;
		if (size > limitBytes) {
			await reader.cancel();
			throw new AppError("limit", `The body is larger than ${Math.floor(limitBytes / megabyte)} MB.`, {
				retryable: false,
			});
		}
		chunks.push(value);
	}
	try {
		return JSON.parse(Buffer.concat(chunks).toString("utf8"));
	} catch {
		throw new AppError("invalid", "The body is not valid JSON.");
	}
}
