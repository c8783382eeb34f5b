"use client";

import { TriangleAlert } from "lucide-react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";

/** A page that failed on the server. The digest is in the server's log beside the cause. */
export function PageError({ digest, reset }: { digest: string | undefined; reset: () => void }) {
	return (
		<EmptyState
			headingLevel="h1"
			icon={TriangleAlert}
			title="This page could not be shown"
			description="Your data is safe; only showing it failed. Try again. If it keeps failing, check that the database and the warehouse are running, and give an admin the reference below."
			action={<Button onClick={reset}>Try again</Button>}
		>
			{digest && (
				<p className="mt-5 flex items-center gap-2 text-muted-foreground text-sm">
					Reference <code className="rounded-sm bg-muted px-1.5 py-0.5 font-mono text-xs">{digest}</code>
					<CopyButton text={digest} label="Copy reference" />
				</p>
			)}
		</EmptyState>
	);
}
