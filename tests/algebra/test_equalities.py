"""Identities that must be shown, each with the facts that it needs."""

import pytest

from tests.algebra.equation_tables import lines_of, parse
from ua_symbolic.algebra import decide_equal

# an equation, and after the bar the facts
RATIONAL = """
(x+y)**2 = x**2 + 2*x*y + y**2
x/x = 1
x/(x*y) = 1/y
1/(x-1) - 1/(x+1) = 2/(x**2-1)
(x**2-y**2)/(x-y) = x + y
a/b + c/b = (a+c)/b
1/(1/x) = x
x**(-2) = 1/x**2
x**0 = 1
-(-x) = x
(x-y)*(y-x) = -(x-y)**2
x/2 + x/3 = 5*x/6
f(x+1)*f(1+x) = f(x+1)**2
f(x/x + y) = f(y + 1)
h(x+x, y) - h(2*x, y) = 0
(1-eta)*eps/L*tau/2 = tau*(1-eta)*eps/(2*L)
"""
TRIGONOMETRY = """
sin(x)**2 + cos(x)**2 = 1
sin(-x) = -sin(x)
cos(-x) = cos(x)
sin(x - y) = -sin(y - x)
cos(x - y) = cos(y - x)
sin(x + pi) = -sin(x)
cos(x + pi) = -cos(x)
sin(pi - x) = sin(x)
cos(pi/2 - x) = sin(x)
sin(x + 2*pi) = sin(x)
sin(pi/3) = sqrt(3)/2
cos(pi/4) = sqrt(2)/2
cos(pi/3) = 1/2
sin(7*pi/6) = -1/2
sin(pi) = 0
cos(pi) = -1
sin(0) = 0
tan(x)*cos(x) = sin(x)
1 + tan(x)**2 = 1/cos(x)**2
cos(x)**4 - sin(x)**4 = cos(x)**2 - sin(x)**2
1/cos(x) = cos(x)/(1 - sin(x)**2)
tan(pi/4) = 1
sin(asin(x)) = x
cos(acos(x)) = x
sin(k*x + x) = sin((k+1)*x)
"""
EXPONENTIALS = """
exp(x+y) = exp(x)*exp(y)
exp(2*x) = exp(x)**2
exp(-x) = 1/exp(x)
exp(x)*exp(-x) = 1
exp(x/2)**2 = exp(x)
exp(0) = 1
exp(1) = E
E**x = exp(x)
exp(log(u)) = u
exp(-log(u)) = 1/u
exp(2*log(u)) = u**2
exp(log(u)/2) = sqrt(u)
exp(x + log(u)) = u*exp(x)
exp(m*log(u)) = u**m
log(exp(x)) = x
log(exp(x)*exp(y)) = x + y
log(x*y) = log(x) + log(y)
log(x/y) = log(x) - log(y)
log(x**3) = 3*log(x)
log(1/x) = -log(x)
log(6) = log(2) + log(3)
log(1) = 0
log(sqrt(x)) = log(x)/2 | 0 < x
log(x**m) = m*log(x) | 0 < x
log(2*pi) = log(2) + log(pi)
log(x**2) = 2*log(Abs(x))
log(x*y) = log(x) + log(y) | 0 <= x
log(x**3*y) = 2*log(Abs(x)) + log(x*y)
log(-x**3) = 3*log(-x)
cosh(x)**2 - sinh(x)**2 = 1
tanh(x) = sinh(x)/cosh(x)
cosh(x) + sinh(x) = exp(x)
exp(-lam*(cos(x)-cos(y))) = exp(lam*cos(y))/exp(lam*cos(x))
exp(lam*(x - 1)) = exp(lam*x)*exp(-lam)
(exp(x) - 1)*(exp(x) + 1) = exp(2*x) - 1
exp(x/(y+1))*exp(1/(y+1)) = exp((x+1)/(y+1))
log((x+1)**2/y) = 2*log(x+1) - log(y) | 0 < x+1, 0 < y
E = exp(1/2)**2
"""
POWERS = """
x**k*x = x**(k+1) | 0 <= k
x**(k-1)*x = x**k | 1 <= k
x**(k-1)*x**2 = x**(k+1) | 1 <= k
x**(m-1)*x = x**m | m >= 1
x**(k+2) = x**2*x**k | 0 < k
x**(2*k) = (x**k)**2 | 0 <= k
(x*y)**k = x**k*y**k | 0 <= k
(x/y)**k = x**k/y**k | 0 <= k
x**k*x**m = x**(k+m) | 0 <= k, 0 <= m
x**(k+1)/x = x**k | 0 <= k
x**(k+1)/x = x**k | x != 0
x**(k-1)*x = x**k | x != 0
x**(m-k)*x = x**(m-k+1) | k <= m
x**(m-k-1)*x**2 = x**(m-k+1) | k < m
x**(-k) = 1/x**k | x != 0
x**(-k) = 1/x**k | 0 < x
x**k*x**(-m) = x**(k-m) | x != 0
(x**k)**m = x**(k*m) | 0 <= k, 0 <= m
(-1)**(2*k) = 1
(-1)**(k+1) = -(-1)**k
(-x)**k = (-1)**k*x**k | 0 <= k
(-x)**(2*k) = x**(2*k) | 0 <= k
0**0 = 1
1**k = 1
2**(k+1) = 2*2**k
4**k = 2**(2*k)
(1/2)**k = 1/2**k
6**k = 2**k*3**k
2**x*2**y = 2**(x+y)
x**a*x**b = x**(a+b) | 0 < x
(x**a)**b = x**(a*b) | 0 < x
(x*y)**a = x**a*y**a | 0 < x, 0 < y
(x/y)**a = x**a*y**(-a) | 0 < x, 0 < y
(L/(2*eps))**m = L**m*2**(-m)*eps**(-m) | 0 < L, 0 < eps
(pi*L/(tau*(1-eta)*eps))**m = pi**m*L**m/((tau*(1-eta))**m*eps**m) | 0<L, 0<tau, 0<1-eta, 0<eps
16**m*sin(x)**m = (16*sin(x))**m | 0 <= m
x**(1/2)*x**(1/2) = x
sqrt(x)**2 = x
sqrt(x**2) = x | 0 <= x
sqrt(x**2) = -x | x <= 0
sqrt(x**2) = Abs(x)
sqrt(x*y) = sqrt(x)*sqrt(y) | 0 <= x, 0 <= y
sqrt(x*y) = sqrt(x)*sqrt(y)
sqrt(x/y) = sqrt(x)/sqrt(y) | 0 < y
sqrt(8) = 2*sqrt(2)
sqrt(2)*sqrt(3) = sqrt(6)
1/sqrt(2) = sqrt(2)/2
sqrt(x)*sqrt(x+1) = sqrt(x**2+x)
sqrt(x**2*y) = x*sqrt(y) | 0 <= x, 0 <= y
sqrt(4*x+4) = 2*sqrt(x+1)
x**(3/2) = x*sqrt(x)
(sqrt(x) - 1)*(sqrt(x) + 1) = x - 1
x**(1/3)*x**(1/6) = sqrt(x)
sqrt(2*pi*m) = sqrt(2)*sqrt(pi)*sqrt(m)
sqrt(2*pi*m)*sqrt(m+1) = sqrt(2*pi*(m+1))*sqrt(m) | 1 <= m
sqrt((m+1)/m)*sqrt(m) = sqrt(m+1) | 1 <= m
m*W(m-1)/sqrt(2*pi*(m+1)) = m*W(m-1)*sqrt(2*pi*(m+1))/(2*pi*(m+1))
sqrt(sqrt(x)) = x**(1/4)
sqrt(9)*7/5*1000 = 4200
sqrt(x**m) = x**(m/2) | 0 < x
(x**2)**(1/2)*x = x**2 | x >= 0
Abs(x)**2 = x**2
Abs(-x) = Abs(x)
Abs(x*y) = Abs(x)*Abs(y)
Abs(x) = x | 0 <= x
Abs(x) = -x | x < 0
Abs(x-y) = Abs(y-x)
"""
WALLIS = """
sin(t)**(m-1)*sin(t) = sin(t)**m | 1 <= m
sin(t)**(m-1)*cos(t)*m/m = sin(t)**(m-1)*cos(t)
(k+1)*sin(t)**(k+1) - k*sin(t)**(k-1) = -(k*sin(t)**(k-1)*cos(t)**2 - sin(t)**(k+1)) | 1 <= k
k*sin(t)**(k-1)*cos(t)*cos(t) - sin(t)**k*sin(t) = k*sin(t)**(k-1) - (k+1)*sin(t)**(k+1) | k >= 1
(k+1)*s**(k+1) - k*s**(k-1) = s**(k-1)*((k+1)*s**2 - k) | k >= 1
a**2 + b**2 - 2*a*b*c - (2 - 2*c) = (a-b)**2 + 2*(a*b-1)*(1-c)
W(k+1)*(k+1)*W(k) = (k+1)*W(k)*W(1+k)
sin(phi)**m/m/W(m-1) = sin(phi)**m/(m*W(m-1))
(1-eta)*eps/L/(eps/(2*L)) = 2*(1-eta)
exp(-lam*(cos(tau*r)-cos(r))) = exp(lam*cos(r) - lam*cos(tau*r))
N*exp(-log(pi*L*N/(eta*eps))) = eta*eps/(pi*L)
pi*L*N*exp(-log(pi*L*N/(eta*eps))/(x-y)*(x-y)) = eta*eps
log(2*pi*L*N/eps)/(cos(x)-cos(y))*(cos(x)-cos(y)) = log(2*pi*L*N/eps)
"""
OTHERS = """
gamma(x+1) = x*gamma(x)
gamma(x+3) = (x+2)*(x+1)*x*gamma(x)
gamma(k/2+1)*gamma(k/2) = k/2*gamma(k/2)**2
gamma(1) = 1
gamma(5) = 24
gamma(1/2) = sqrt(pi)
gamma(5/2) = 3*sqrt(pi)/4
factorial(n) = gamma(n+1)
factorial(n+1) = (n+1)*factorial(n)
factorial(5) = 120
beta(x, y) = beta(y, x)
binomial(n, k) = binomial(n, n-k)
binomial(n, k) = factorial(n)/(factorial(k)*factorial(n-k))
binomial(n+1, k) = binomial(n, k) + binomial(n, k-1)
binomial(n, k)*(n-k) = binomial(n, k+1)*(k+1)
binomial(2*(n+1), n+1) = binomial(2*n, n)*2*(2*n+1)/(n+1)
binomial(x, 2) = x*(x-1)/2
binomial(5, 2) = 10
binomial(n, 0) = 1
loggamma(x+1) = log(x) + loggamma(x)
floor(x+3) = floor(x) + 3
floor(x+k) = floor(x) + k
floor(k) = k
ceiling(x) = -floor(-x)
ceiling(k+1/2) = k + 1
floor(5/2) = 2
floor(3*k/2) = k + floor(k/2)
Min(x, y) = Min(y, x)
Max(x, Max(y, z)) = Max(z, x, y)
Max(x, x) = x
Max(x, y) = y | x <= y
Min(x, y) = x | x <= y
Max(0, x) = x | 0 < x
Sum(x*(k+1), (k, 0, n)) = Sum(k*x + x, (k, 0, n))
Sum(k, (k, 1, n+1)) = Sum(j, (j, 1, 1+n))
Integral(sin(t)**(m-1)*sin(t), (t, 0, pi)) = Integral(sin(t)**m, (t, 0, pi)) | 1 <= m
Integral(t**2+t, (t, 0, x)) = Integral(t*(t+1), (t, 0, x+1-1))
Sum(Sum(j*k, (j, 1, k)), (k, 1, n)) = Sum(Sum(k*j, (j, 1, k)), (k, 1, n))
size(x+x)+1 = 1 + size(2*x)
"""
LINES = lines_of(RATIONAL, TRIGONOMETRY, EXPONENTIALS, POWERS, WALLIS, OTHERS)


@pytest.mark.parametrize("line", LINES)
def test_a_true_identity_is_shown(line):
    equation, facts = parse(line)
    decision = decide_equal(equation.left, equation.right, facts, engines=("flint",))
    assert decision.equal, decision.reason
    assert decide_equal(equation.right, equation.left, facts, engines=("flint",)).equal


def test_the_second_engine_shows_most_of_them():
    shown = 0
    for line in LINES:
        equation, facts = parse(line)
        decision = decide_equal(equation.left, equation.right, facts)
        assert decision.equal
        shown += "sympy" in decision.engines
    assert shown >= 0.75 * len(LINES)
