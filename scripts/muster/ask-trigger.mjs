// Queries a Trigger.dev server for `npm run trigger -- check`.
import { remoteQueueName } from "./declared-jobs.mjs";

const maxWordsLength = 300;

async function ask(address, token) {
	const response = await fetch(address, {
		headers: { authorization: `Bearer ${token}` },
		signal: AbortSignal.timeout(15_000),
	});
	const text = await response.text();
	let body;
	try {
		body = JSON.parse(text);
	} catch {
		throw new Error(`${response.status}, and no JSON: ${text.trim().slice(0, maxWordsLength)}`);
	}
	if (!response.ok)
		throw new Error(`${response.status}: ${String(body.error ?? text).slice(0, maxWordsLength)}`);
	return body;
}

const reasonOf = (error) => error.cause?.message ?? error.message;

/** Whether the server accepts this key, and which of these jobs it knows. */
export async function fetchJobs(server, key, jobs) {
	const known = new Set();
	try {
		for (let page = 1, pages = 1; page <= pages; page++) {
			const { data, pagination } = await ask(`${server}/api/v1/queues?perPage=100&page=${page}`, key);
			for (const { name } of data) known.add(name);
			pages = pagination.totalPages ?? 1;
		}
	} catch (error) {
		return { reason: reasonOf(error), missing: jobs };
	}
	return { reason: null, missing: jobs.filter((id) => !known.has(remoteQueueName(id))) };
}

/** Whether the server accepts this personal access token; the reason if not. */
export async function requestToken(server, token) {
	try {
		await ask(`${server}/api/v2/whoami`, token);
		return null;
	} catch (error) {
		return reasonOf(error);
	}
}
