import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import type { TestResult } from "@/lib/destinations/contracts";

/** Whether a connection works, and if not, what to do. */
export function TestOutcome({ result }: { result: TestResult }) {
	return (
		<Alert variant={result.ok ? "success" : "destructive"} role={result.ok ? "status" : "alert"}>
			<AlertTitle>{result.ok ? "The connection works" : "The connection does not work yet"}</AlertTitle>
			<AlertDescription>
				<p>{result.message}</p>
				{result.detail && (
					<details className="mt-1">
						<summary className="inline-flex min-h-6 cursor-pointer items-center text-sm">Details</summary>
						<code className="break-words font-mono text-xs">{result.detail}</code>
					</details>
				)}
			</AlertDescription>
		</Alert>
	);
}
