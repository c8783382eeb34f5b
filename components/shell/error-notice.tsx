"use client";

import { ApiError } from "@/components/shell/api-error";
import { issueSentence } from "@/components/shell/issue-sentence";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";

/** What happened, what to do, and the technical detail behind one click with the request id for an admin. */
export function ErrorNotice({
	title = "This could not be loaded",
	error,
	onRetry,
}: {
	title?: string;
	error: unknown;
	onRetry?: () => unknown;
}) {
	const api = error instanceof ApiError ? error : null;
	const message = error instanceof Error ? error.message : "Something went wrong. Try again.";
	// Not shown twice.
	const issues = api?.issues.filter((issue) => !message.includes(issueSentence(issue))) ?? [];
	const detail = api
		? [
				`code: ${api.code}`,
				`status: ${api.status}`,
				`request: ${api.requestId ?? "none"}`,
				...api.issues.map((issue) => `${issue.path}: ${issue.message}`),
			].join("\n")
		: message;
	return (
		<Alert variant="destructive">
			<AlertTitle>{title}</AlertTitle>
			<AlertDescription>
				<p>{message}</p>
				{issues.length > 0 && (
					<ul className="mt-1 list-disc pl-4">
						{issues.map((issue) => (
							<li key={`${issue.path} ${issue.message}`}>{issueSentence(issue)}</li>
						))}
					</ul>
				)}
				<div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
					{onRetry && (
						<Button variant="outline" size="sm" onClick={() => void onRetry()}>
							Try again
						</Button>
					)}
					{api?.requestId && (
						<details>
							<summary className="inline-flex min-h-6 cursor-pointer items-center text-sm">Details</summary>
							<div className="mt-1 flex items-start gap-2">
								<pre className="overflow-x-auto rounded-md bg-muted px-2 py-1 font-mono text-xs">
									{detail}
								</pre>
								<CopyButton text={detail} label="Copy details" />
							</div>
						</details>
					)}
				</div>
			</AlertDescription>
		</Alert>
	);
}
