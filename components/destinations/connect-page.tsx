"use client";

import { useQuery } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { destinationsQueries, useConnectDestination, useTestValues } from "@/components/destinations/api";
import { ConnectionFields, errorsByField } from "@/components/destinations/connection-fields";
import { TestOutcome } from "@/components/destinations/test-outcome";
import { ApiError } from "@/components/shell/api-error";
import { BreadcrumbName } from "@/components/shell/breadcrumbs";
import { useWorkspaceSlug } from "@/components/shell/use-workspace-slug";
import { Button } from "@/components/ui/button";
import { Card, CardContent } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PageHeader } from "@/components/ui/page-header";
import { toast } from "@/components/ui/toast";
import type { TestResult } from "@/lib/destinations/contracts";

/** Connects an account: fields, a test that costs nothing, and only then the connection. */
export function ConnectPage({ networkSlug }: { networkSlug: string }) {
	const slug = useWorkspaceSlug();
	const router = useRouter();
	const { data } = useQuery(destinationsQueries.networks());
	const network = data?.items.find((one) => one.slug === networkSlug);
	const [name, setName] = useState<string | null>(null);
	const [values, setValues] = useState<Record<string, string>>({});
	const [errors, setErrors] = useState<Record<string, string>>({});
	const [outcome, setOutcome] = useState<TestResult | null>(null);
	const test = useTestValues();
	const connect = useConnectDestination();
	if (!network) return null;
	const shownName = name ?? network.name;

	const change = (field: string, value: string) => {
		setValues((before) => ({ ...before, [field]: value }));
		setErrors(({ [field]: _gone, ...rest }) => rest);
		setOutcome(null);
	};
	const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ""));
	const fail = (error: unknown) => {
		const issues = error instanceof ApiError ? (error.issues ?? []) : [];
		setErrors(errorsByField(issues));
		setOutcome({
			ok: false,
			message: error instanceof Error ? error.message : "Something went wrong. Try again.",
			detail: error instanceof ApiError ? `request ${error.requestId ?? "unknown"}` : null,
			issues: [],
		});
	};
	const runTest = async () => {
		try {
			const result = await test.mutateAsync({ body: { network: network.slug, values: filled } });
			setErrors(errorsByField(result.issues));
			setOutcome(result);
		} catch (error) {
			fail(error);
		}
	};
	const submit = async () => {
		try {
			const made = await connect.mutateAsync({
				body: { network: network.slug, name: shownName, values: filled },
			});
			toast.success(`${made.name} is connected`);
			router.push(`/${slug}/destinations/${made.id}`);
		} catch (error) {
			fail(error);
		}
	};
	return (
		<>
			<BreadcrumbName id={network.slug} name={network.name} />
			<PageHeader title={`Connect ${network.name}`} description={network.summary} />
			<Card className="max-w-2xl">
				<CardContent className="p-4 sm:p-6">
					<form
						className="grid gap-5"
						onSubmit={(event) => {
							event.preventDefault();
							void submit();
						}}
					>
						{network.sandboxValues && (
							<div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-muted/60 px-3 py-2.5 text-sm">
								<span>No account at hand? The sandbox behaves like the real network and reaches nobody.</span>
								<Button
									variant="outline"
									size="sm"
									onClick={() => {
										setValues({ ...network.sandboxValues });
										setName(`${network.name} (sandbox)`);
										setErrors({});
										setOutcome(null);
									}}
								>
									<FlaskConical aria-hidden="true" />
									Use the sandbox
								</Button>
							</div>
						)}
						<Field label="Name" hint="How your team calls this account." error={errors.name}>
							<Input
								name="name"
								value={shownName}
								maxLength={100}
								onChange={(event) => setName(event.target.value)}
							/>
						</Field>
						<ConnectionFields network={network} values={values} onChange={change} errors={errors} />
						{outcome && <TestOutcome result={outcome} />}
						<div className="flex flex-wrap justify-end gap-2 border-border border-t pt-4">
							<Button variant="outline" isPending={test.isPending} onClick={() => void runTest()}>
								Test connection
							</Button>
							<Button type="submit" isPending={connect.isPending}>
								Connect
							</Button>
						</div>
					</form>
				</CardContent>
			</Card>
		</>
	);
}
