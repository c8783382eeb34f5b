"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useFinishAuthorization } from "@/components/destinations/api";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { ErrorNotice } from "@/components/shell/error-notice";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Alert, AlertDescription, AlertTitle } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { toast } from "@/components/ui/toast";
import type { AuthorizationResult } from "@/lib/destinations/contracts";
import { pluralText } from "@/lib/kernel/number-text";

/** Where someone arrives from a network's page: finishes at once, and asks about another account. */
export function AuthorizedPage({ state, code, error }: { state: string; code: string; error: string }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const finish = useFinishAuthorization();
	const hasBegun = useRef(false);
	const run = async (owed: number | null) => {
		const answer =
			owed !== null
				? { startsOver: true, ...(owed > 0 ? { givesUpRemovals: owed } : {}) }
				: { ...(code ? { code } : {}), ...(error ? { error: error.slice(0, 200) } : {}) };
		// What went wrong is shown below.
		const result = await finish.mutateAsync({ body: { state, ...answer } }).catch(() => null);
		if (result?.outcome !== "connected") return;
		toast.success(result.message);
		router.replace(`/${slug}/destinations/${result.destinationId}`);
	};
	// An answer counts once: not again when React runs effects twice.
	useEffect(() => {
		if (hasBegun.current) return;
		hasBegun.current = true;
		void run(null);
	});
	const result = finish.data;
	const isAsking = result?.outcome === "other_account";
	return (
		<>
			<BreadcrumbName id="authorized" name="Connect" />
			<PageHeader title="Connect a destination" />
			<div className="grid max-w-2xl gap-4">
				{finish.error ? (
					<>
						<ErrorNotice title="The destination was not connected" error={finish.error} />
						<Button variant="outline" className="justify-self-start" asChild>
							<Link href={`/${slug}/destinations`}>Go to Destinations</Link>
						</Button>
					</>
				) : isAsking || (finish.isPending && finish.variables?.body.startsOver) ? (
					<OtherAccount
						result={result}
						isPending={finish.isPending}
						back={`/${slug}/destinations/${result?.destinationId ?? ""}`}
						onConfirm={() => void run(result?.owedRemovals ?? 0)}
					/>
				) : result && result.outcome !== "connected" ? (
					<Refused result={result} slug={slug} />
				) : (
					<p role="status" className="text-muted-foreground text-sm">
						Connecting…
					</p>
				)}
			</div>
		</>
	);
}

function Refused({ result, slug }: { result: AuthorizationResult; slug: string }) {
	const { destinationId, network } = result;
	const again = destinationId ? `destinations/${destinationId}` : `destinations/connect/${network}`;
	return (
		<Alert variant={result.outcome === "denied" ? "warning" : "destructive"}>
			<AlertTitle>
				{result.outcome === "denied" ? "Access was not granted" : "The destination was not connected"}
			</AlertTitle>
			<AlertDescription>
				<p>{result.message}</p>
				<Button size="sm" className="mt-2 no-underline!" asChild>
					<Link href={`/${slug}/${again}`}>Try again</Link>
				</Button>
			</AlertDescription>
		</Alert>
	);
}

function OtherAccount({
	result,
	isPending,
	back,
	onConfirm,
}: {
	result: AuthorizationResult | undefined;
	isPending: boolean;
	back: string;
	onConfirm: () => void;
}) {
	const owed = result?.owedRemovals ?? 0;
	const name = result?.account?.name ?? "this account";
	return (
		<Alert variant="warning">
			<AlertTitle>This is another account</AlertTitle>
			<AlertDescription>
				<p>{result?.message}</p>
				<div className="mt-3 flex flex-wrap gap-2">
					<Button
						size="sm"
						className="h-auto min-h-8 whitespace-normal"
						isPending={isPending}
						onClick={onConfirm}
					>
						{owed > 0
							? `Give up ${pluralText(owed, "removal", "removals")} and start over with ${name}`
							: `Start over with ${name}`}
					</Button>
					<Button variant="outline" size="sm" className="no-underline!" asChild>
						<Link href={back}>Keep the previous account</Link>
					</Button>
				</div>
			</AlertDescription>
		</Alert>
	);
}
