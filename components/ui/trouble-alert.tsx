import type { ReactNode } from "react";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { NextTry } from "@/components/ui/next-try";

/** A failed background process: what, why, and when it is retried (undefined: not automatically). */
export function TroubleAlert({
	title,
	nextTryAt,
	children,
}: {
	title: string;
	nextTryAt: string | null | undefined;
	children: ReactNode;
}) {
	return (
		<Alert variant="warning">
			<AlertTitle>{title}</AlertTitle>
			<AlertDescription>
				{children} {nextTryAt !== undefined && <NextTry at={nextTryAt} />}
			</AlertDescription>
		</Alert>
	);
}
