"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { destinationsQueries, useAuthorize, useConnectDestination } from "@/components/destinations/api";
import { ConnectionFields } from "@/components/destinations/connection-fields";
import { RedirectAddress } from "@/components/destinations/redirect-address";
import { TestOutcome } from "@/components/destinations/test-outcome";
import { useConnectionForm } from "@/components/destinations/use-connection-form";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { FormCard } from "@/components/shell/form-card";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { toast } from "@/components/ui/toast";

/** Connects an account: fields, a free test, and only then the connection. */
export function ConnectPage({ networkSlug }: { networkSlug: string }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const { data } = useQuery(destinationsQueries.networks());
	const network = data?.items.find((one) => one.slug === networkSlug);
	const [name, setName] = useState<string | null>(null);
	const form = useConnectionForm({});
	const connect = useConnectDestination();
	const authorize = useAuthorize();
	if (!network) return null;
	const shownName = name ?? network.name;

	const filled = Object.fromEntries(Object.entries(form.values).filter(([, value]) => value.trim() !== ""));
	// Its owner gives access at the network, whose page comes next.
	const isElsewhere = network.auth === "oauth2";
	const submit = () =>
		form.attempt(async () => {
			const body = { network: network.slug, name: shownName, values: filled };
			if (isElsewhere) return await authorize.mutateAsync({ body });
			const made = await connect.mutateAsync({ body });
			toast.success(`${made.name} is connected`);
			router.push(`/${slug}/destinations/${made.id}`);
		});
	return (
		<>
			<BreadcrumbName id={network.slug} name={network.name} />
			<PageHeader title={`Connect ${network.name}`} description={network.summary} />
			<FormCard
				submitLabel={isElsewhere ? `Connect with ${network.name}` : "Connect"}
				// Until the browser has left.
				isPending={connect.isPending || authorize.isPending || authorize.isSuccess}
				secondary={
					!isElsewhere && (
						<Button
							variant="outline"
							isPending={form.isTesting}
							onClick={() => void form.runTest({ network: network.slug, values: filled })}
						>
							Test connection
						</Button>
					)
				}
				onSubmit={() => void submit()}
			>
				{network.sandboxValues && (
					<div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-muted/60 px-3 py-2.5 text-sm">
						<span>No account yet? Use the sandbox; no real people are contacted.</span>
						<Button
							variant="outline"
							size="sm"
							onClick={() => {
								form.replace({ ...network.sandboxValues });
								setName(`${network.name} (sandbox)`);
							}}
						>
							<FlaskConical aria-hidden="true" />
							Use the sandbox
						</Button>
					</div>
				)}
				<Field label="Name" hint="What your team calls this account." error={form.errors.name}>
					<Input
						name="name"
						value={shownName}
						maxLength={100}
						onChange={(event) => setName(event.target.value)}
					/>
				</Field>
				<ConnectionFields
					network={network}
					values={form.values}
					onChange={form.change}
					errors={form.errors}
				/>
				{network.redirectAddress && <RedirectAddress address={network.redirectAddress} />}
				{form.outcome && <TestOutcome result={form.outcome} />}
			</FormCard>
		</>
	);
}
