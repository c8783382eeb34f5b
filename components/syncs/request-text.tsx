"use client";

import { CopyButton } from "@/components/ui/copy-button";

/** A request as a text to read and to copy: its address, its headers, its body. */
export function RequestText({
	title,
	request,
}: {
	title: string;
	request: { method: string; url: string; headers: Readonly<Record<string, string>>; body: string | null };
}) {
	const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
	const text = [
		`${request.method} ${request.url}`,
		...headers,
		...(request.body === null ? [] : ["", readable(request.body)]),
	].join("\n");
	return (
		<div className="grid min-w-0 gap-1.5">
			<div className="flex items-center justify-between gap-2">
				<h3 className="font-medium text-sm">{title}</h3>
				<CopyButton text={text} label="Copy the request" />
			</div>
			<pre
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
				tabIndex={0}
				className="max-h-80 min-w-0 overflow-auto whitespace-pre-wrap break-all rounded-md border border-border bg-card p-3 font-mono text-xs"
			>
				{text}
			</pre>
		</div>
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
