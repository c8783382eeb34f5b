"use client";

import { CopyButton } from "@/components/ui/copy-button";

/** A request as a text to read and to copy: its address, its headers, its body. */
export function RequestText({
	title,
	request: { method, url, headers, body },
}: {
	title: string;
	request: {
		method: string;
		url: string;
		headers: readonly { name: string; value: string }[];
		body: string | null;
	};
}) {
	const text = [
		`${method} ${url}`,
		...headers.map(({ name, value }) => `${name}: ${value}`),
		...(body === null ? [] : ["", readable(body)]),
	].join("\n");
	return (
		<figure className="grid min-w-0 gap-1.5">
			<figcaption className="flex items-center justify-between gap-2 font-medium text-sm">
				{title}
				<CopyButton text={text} label="Copy the request" />
			</figcaption>
			<pre
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
				tabIndex={0}
				className="max-h-80 min-w-0 overflow-auto whitespace-pre-wrap break-all rounded-md border border-border bg-card p-3 font-mono text-xs"
			>
				{text}
			</pre>
		</figure>
	);
}

/** JSON with a line for each value; anything else as it is. */
function readable(body: string): string {
	try {
		return JSON.stringify(JSON.parse(body), null, 2);
	} catch {
		return body;
	}
}
