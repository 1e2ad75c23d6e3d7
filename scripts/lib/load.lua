-- wrk: posts one body with a token, both read from files, and prints one line of results.

local function content(name)
  local file = assert(io.open(os.getenv(name), "rb"), name .. " names no file")
  local text = file:read("*a")
  file:close()
  return text
end

wrk.method = "POST"
wrk.path = os.getenv("CRATON_BENCH_PATH")
wrk.body = content("CRATON_BENCH_BODY")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. content("CRATON_BENCH_TOKEN")

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format("RESULT %8.0f/s  p50 %7.2f ms  p99 %7.2f ms  %d",
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
