-- Exact decimals that are not negative: Lua's numbers are doubles, so digits stay texts.
-- A number is a text of digits without zeros at either end ("" is 0) and a power of ten.
-- The sums have the limits of the engine's own: 38 digits.

local function normal(digits, exponent)
  local short = string.match(digits, '^0*(.-)0*$')
  if short == '' then return {d = '', e = 0} end
  local zeros = #string.match(digits, '0*$')
  return {d = short, e = exponent + zeros}
end

local function read(text)
  local whole, fraction, exponent = string.match(text, '^(%d+)%.?(%d*)e?([-+]?%d*)$')
  if not whole then error('no decimal: ' .. text) end
  return normal(whole .. fraction, (tonumber(exponent) or 0) - #fraction)
end

local function write(number)
  if number.d == '' then return '0' end
  return number.d .. 'e' .. string.format('%d', number.e)
end

-- Negative, 0 or positive as a is below, at or above b.
local function compare(a, b)
  if a.d == '' or b.d == '' then return #a.d - #b.d end
  local reach = (a.e + #a.d) - (b.e + #b.d)
  if reach ~= 0 then return reach end
  local length = math.max(#a.d, #b.d)
  local x, y = a.d .. string.rep('0', length - #a.d), b.d .. string.rep('0', length - #b.d)
  if x == y then return 0 elseif x < y then return -1 else return 1 end
end

-- Both with the same power of ten and as many digits; nil where that takes more than any sum may have.
local function align(a, b)
  local exponent = math.min(a.e, b.e)
  if a.e - exponent > 40 or b.e - exponent > 40 then return nil end
  local x, y = a.d .. string.rep('0', a.e - exponent), b.d .. string.rep('0', b.e - exponent)
  local length = math.max(#x, #y) + 1
  return string.rep('0', length - #x) .. x, string.rep('0', length - #y) .. y, exponent
end

-- a + b, or a - b where sign is -1 and a is not below b; nil where 38 digits cannot hold it.
local function combine(a, b, sign)
  if b.d == '' then return a end
  if a.d == '' then return b end
  local x, y, exponent = align(a, b)
  if not x then return nil end
  local out, carry = {}, 0
  for place = #x, 1, -1 do
    local digit = string.byte(x, place) - 48 + sign * (string.byte(y, place) - 48) + carry
    carry = 0
    if digit > 9 then digit, carry = digit - 10, 1 elseif digit < 0 then digit, carry = digit + 10, -1 end
    out[place] = string.char(digit + 48)
  end
  local sum = normal(table.concat(out), exponent)
  if #sum.d > 38 then return nil end
  return sum
end

local function plus(a, b) return combine(a, b, 1) end

-- What is left, 0 where that would be less.
local function minus(a, b)
  if compare(a, b) <= 0 then return {d = '', e = 0} end
  return combine(a, b, -1)
end
