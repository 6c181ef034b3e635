import { expect, test } from "vitest";
import { isOwnHost } from "../../../src/scheduler/is-own-host.ts";

test.each([
  "localhost:9464",
  "LOCALHOST",
  "127.0.0.1:9464",
  "[::1]:9464",
  "192.168.1.20:9464",
  "billhouse:9464",
  "billhouse.localhost",
  "localhost.:9464",
  "bills.example.com",
  undefined,
])("%s may be meant for a service at bills.example.com", (header) => {
  expect(isOwnHost(header, "bills.example.com")).toBe(true);
});

test.each([
  "evil.example.com:9464",
  "127.0.0.1.evil.example.com",
  "localhost.evil.example.com",
  "evil.example.com.",
  "1.2.3.4.5",
  "bills.example.com.evil.example.com",
])("%s is a name that somebody else may have turned to it", (header) => {
  expect(isOwnHost(header, "bills.example.com")).toBe(false);
});
