import * as z from "zod";
import { operation } from "./operation.ts";
import { HostId, listQuery, page, Timestamp, text, UserId } from "./primitives.ts";

export const SplitPlanId = HostId.meta({
  id: "SplitPlanId",
  description: "The host's own id of a split plan.",
  example: "teacher-70",
});

const shareWith = <T extends z.ZodType<boolean>>(takesResidue: T) => {
  const share = {
    basisPoints: z.int().min(1).max(10_000).meta({ description: "Hundredths of a per cent.", example: 7000 }),
    takesResidue: takesResidue.meta({
      description: "Gets what rounding leaves, so that the shares add up to the unit. Exactly one party does.",
    }),
  };
  return z.discriminatedUnion("party", [
    z.strictObject({ party: z.literal("payee"), ...share }),
    z.strictObject({ party: z.literal("platform"), ...share }),
    z.strictObject({ party: z.literal("referrer"), ...share }),
    z.strictObject({ party: z.literal("user"), user: UserId, ...share }),
  ]);
};

export const SplitShare = shareWith(z.boolean()).meta({
  id: "SplitShare",
  description:
    "What one party gets. A referrer's share falls to the platform when there is none, or when it is the buyer or the payee.",
});
export type SplitShare = z.output<typeof SplitShare>;

const sum = (shares: readonly { basisPoints: number }[]) => shares.reduce((all, one) => all + one.basisPoints, 0);

const Shares = z
  .array(shareWith(z.boolean().default(false)))
  .min(1)
  .max(20)
  .refine((shares) => sum(shares) === 10_000, "must add up to 10,000 basis points")
  .refine(
    (shares) => shares.filter((one) => one.takesResidue).length === 1,
    "must have one party that takes the residue",
  );

export const SplitPlan = z
  .object({
    id: SplitPlanId,
    version: z.int().min(1),
    name: z.string(),
    shares: z.array(SplitShare),
    createdAt: Timestamp,
  })
  .meta({
    id: "SplitPlan",
    description: "Who shares what is released. A change is a new version; holds keep the one they were bought under.",
  });
export type SplitPlan = z.output<typeof SplitPlan>;

const params = z.strictObject({ plan: SplitPlanId });

export const upsertSplitPlan = operation({
  id: "splitPlans.upsert",
  method: "put",
  path: "/v1/split-plans/{plan}",
  summary: "Create a split plan, or its next version",
  description: "Saying again what it says already makes no version.",
  access: { scope: "catalog:write", roles: ["admin"] },
  params,
  body: z.strictObject({ name: text(200).min(1), shares: Shares }).meta({
    id: "SplitPlanInput",
    example: {
      name: "Teacher 70, platform 30",
      shares: [
        { party: "payee", basisPoints: 7000, takesResidue: true },
        { party: "platform", basisPoints: 3000 },
      ],
    },
  }),
  response: SplitPlan,
});

export const retrieveSplitPlan = operation({
  id: "splitPlans.retrieve",
  method: "get",
  path: "/v1/split-plans/{plan}",
  summary: "A split plan as it is now",
  access: { scope: "catalog:read", roles: ["admin"] },
  params,
  response: SplitPlan,
  problems: ["splitPlan.not_found"],
});

export const listSplitPlans = operation({
  id: "splitPlans.list",
  method: "get",
  path: "/v1/split-plans",
  summary: "All split plans as they are now",
  access: { scope: "catalog:read", roles: ["admin"] },
  query: listQuery,
  response: page("SplitPlan", SplitPlan),
  problems: ["cursor.invalid"],
});
