import type { Amount } from "./amount.ts";
import { OTHER_REGION, REGIONS } from "./catalog.ts";
import { type Random, integerBelow, mixSeeds, mulberry32 } from "./random.ts";
import type { PayerRegion } from "./tenant.ts";
import { daysBegun, daysIn, monthOrdinal } from "./wall-clock.ts";

/**
 * A direct account's month at an instant (epoch ms), one row per region, growing by whole UTC+8 days. One region has no
 * list price, and "Other" has a negative cash payment and, in all, a negative charge, as in the vendor's sample.
 */
export function generatePayerBill(
  seed: number,
  month: string,
  now: number,
): readonly PayerRegion[] {
  const random = mulberry32(mixSeeds(seed, monthOrdinal(month)));
  const days = BigInt(daysBegun(month, now));
  const toDate = (amount: Amount): Amount => (amount * days) / BigInt(daysIn(month));
  if (days === 0n) {
    return [];
  }
  const regions = REGIONS.map((region, at) => {
    const [cash, incentive] = [toDate(randomAmount(random)), toDate(randomAmount(random))];
    const voucher = at === 1 ? toDate(randomAmount(random)) : 0n;
    const transfer = at === 2 ? toDate(randomAmount(random)) : 0n;
    const charged = cash + incentive + voucher + transfer;
    const listPrice = at === REGIONS.length - 1 ? undefined : charged + charged / 9n;
    return {
      regionId: region.id,
      regionName: region.name,
      listPrice,
      cash,
      incentive,
      voucher,
      transfer,
    };
  });
  const incentive = toDate(randomAmount(random));
  const cash = -incentive - toDate(524_970_039n);
  const other = {
    regionId: OTHER_REGION.id,
    regionName: OTHER_REGION.name,
    voucher: 0n,
    transfer: 0n,
  };
  return [...regions, { ...other, cash, incentive, listPrice: cash + incentive }];
}

/** Up to about 20,000 US dollars, with all eight decimals. */
function randomAmount(random: Random): Amount {
  return BigInt(integerBelow(random, 2_000_000_000)) * 1000n + BigInt(integerBelow(random, 1000));
}
